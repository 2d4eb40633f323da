/// The fields without which a hook of a connection type has nowhere to go.
///
/// Taken from what the hooks of Airflow's published providers read without a default of their own. A type that is not
/// listed needs none, or finds what it needs in its surroundings.
package enum RequiredFields {
    /// The fields of which one must be given, for each need of the type: `host`, or `extra.account` for a member of extra.
    package static func needs(of connType: String) -> [[String]] {
        if hosts.contains(connType) { return [["host"]] }
        return others[connType] ?? []
    }

    private static let hosts: Set<String> = [
        "airbyte", "cassandra", "clickhouse", "databricks", "docker", "drill", "druid", "elasticsearch", "exasol",
        "ftp", "gremlin", "hive_cli", "hive_metastore", "hiveserver2", "http", "imap", "impala", "influxdb", "jdbc",
        "jenkins", "jira", "kylin", "livy", "mongo", "mssql", "mysql", "neo4j", "opensearch", "oracle", "pinot",
        "pinot_admin", "postgres", "presto", "psrp", "redis", "samba", "sftp", "smtp", "spark_connect", "ssh",
        "tableau", "teradata", "trino", "vertica", "webhdfs", "winrm", "ydb",
    ]

    private static let others: [String: [[String]]] = [
        "asana": [["password"]],
        "datadog": [["extra.api_key"]],
        "github": [["password", "extra.key_path", "extra.private_key"]],
        "kafka": [["extra.bootstrap.servers"]],
        "openai": [["password"]],
        "salesforce": [["login", "extra.consumer_key"]],
        "slack": [["password"]],
        "slackwebhook": [["password"]],
        "snowflake": [["extra.account", "extra.extra__snowflake__account", "host"]],
        "telegram": [["password"]],
        "vault": [["host", "extra.url"]],
        "wasb": [["login", "host", "extra.connection_string", "extra.sas_token"]],
    ]
}
