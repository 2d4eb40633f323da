// AirflowModel
