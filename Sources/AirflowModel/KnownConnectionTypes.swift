import SyncModel

/// The connection types of the providers that the Airflow project publishes.
///
/// Only a known type is ever shown or recorded: of a text that was misread, even the type could be a piece of a secret.
package enum KnownConnectionTypes {
    /// Whether a provider registers this type; the case counts, as it does in Airflow.
    package static func contains(_ connType: String) -> Bool {
        all.contains(connType)
    }

    /// The known type that was probably meant by an unknown one; nil where nothing is near, as for a type of one's own.
    package static func suggestion(for connType: String) -> String? {
        guard !contains(connType) else { return nil }
        let wanted = ConnectionType.normalized(connType.lowercased())
        if contains(wanted) { return wanted }
        if let meant = habits[wanted] { return meant }
        guard wanted.count >= 4 else { return nil }
        let limit = wanted.count < 8 ? 1 : 2
        let distances = all.compactMap { known in
            editDistance(Array(wanted.utf8), Array(known.utf8), limit: limit).map { (distance: $0, type: known) }
        }
        return distances.min { ($0.distance, $0.type) < ($1.distance, $1.type) }?.type
    }

    /// Names people use for types that are called otherwise.
    private static let habits = [
        "azure_blob": "wasb", "azure_blob_storage": "wasb", "azure_data_lake_storage": "adls",
        "bigquery": "gcpbigquery",
        "blob": "wasb", "cosmos": "azure_cosmos", "elastic": "elasticsearch", "filesystem": "fs",
        "gcp": "google_cloud_platform",
        "google": "google_cloud_platform", "google_cloud": "google_cloud_platform", "hive": "hiveserver2",
        "https": "http",
        "k8s": "kubernetes", "mariadb": "mysql", "mongodb": "mongo", "pg": "postgres", "psql": "postgres",
        "slack_webhook": "slackwebhook", "sql_server": "mssql", "sqlserver": "mssql", "hashicorp_vault": "vault",
    ]

    private static let all: Set<String> = [
        "adb_spark", "adls", "airbyte", "akeyless", "alibaba_cloud", "apprise", "arangodb", "asana", "athena", "aws",
        "azure", "azure_ai_agents", "azure_batch", "azure_compute", "azure_container_instance",
        "azure_container_registry", "azure_container_volume", "azure_cosmos", "azure_data_explorer",
        "azure_data_factory", "azure_data_lake", "azure_fileshare", "azure_service_bus", "azure_synapse",
        "azure_synapse_pipeline", "cassandra", "chime", "clickhouse", "cloudant", "cohere", "databricks", "datadog",
        "dataprep", "dbt_cloud", "dingding", "discord", "docker", "drill", "druid", "elasticsearch", "email", "emr",
        "exasol", "facebook_social", "file", "fs", "ftp", "gcp_looker", "gcpbigquery", "gcpcloudsql", "gcpcloudsqldb",
        "gcpssh", "generic", "git", "github", "google_ads", "google_cloud_platform", "gremlin", "grpc", "hdfs",
        "hive_cli", "hive_metastore", "hiveserver2", "http", "iceberg", "imap", "impala", "influxdb",
        "informatica_edc", "jdbc", "jenkins", "jira", "kafka", "keycloak", "kubernetes", "kylin", "leveldb", "livy",
        "maxcompute", "mongo", "mq", "msgraph", "mssql", "mysql", "neo4j", "odbc", "openai", "openfaas", "opensearch",
        "opsgenie", "oracle", "oss", "package_index", "pagerduty", "pagerduty_events", "pig_cli", "pinecone", "pinot",
        "pinot_admin", "postgres", "powerbi", "presto", "psrp", "pydanticai", "qdrant", "qubole", "redis", "redshift",
        "s3", "salesforce", "samba", "segment", "sftp", "slack", "slackwebhook", "smtp", "snowflake", "spark",
        "spark_connect", "spark_jdbc", "spark_sql", "sqlite", "sqoop", "ssh", "tableau", "telegram", "teradata",
        "trino", "vault", "vertica", "wasb", "weaviate", "webhdfs", "winrm", "yandexcloud", "ydb", "zendesk",
    ]
}
