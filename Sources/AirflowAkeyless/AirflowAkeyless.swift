// AirflowAkeyless
