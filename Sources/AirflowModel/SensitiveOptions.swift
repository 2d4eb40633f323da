/// The options of Airflow's configuration that may be kept in a secrets backend; for all others `_secret` is ignored.
package struct SensitiveOptions: Sendable {
    /// One option, by section and name, both in lower case.
    package struct Option: Sendable, Hashable {
        package let section: String
        package let name: String

        /// An option; Airflow lower-cases both parts.
        package init(_ section: String, _ name: String) {
            self.section = section.lowercased()
            self.name = name.lowercased()
        }
    }

    /// The options, old names included.
    ///
    /// Providers that are installed may add to them.
    package let options: Set<Option>

    /// The options of a release: those of Airflow 2.11 or those of 3.3.
    package init(rules: AirflowRules = .current) {
        options = rules.version.isAtLeast(3, 0, 0) ? Self.airflow3 : Self.airflow2
    }

    /// Whether the option may come from a secrets backend.
    package func contains(_ option: Option) -> Bool {
        options.contains(option)
    }

    private static let airflow3: Set<Option> = [
        Option("api", "secret_key"), Option("api_auth", "jwt_secret"), Option("atlas", "password"),
        Option("core", "asset_manager_kwargs"), Option("core", "fernet_key"), Option("core", "sql_alchemy_conn"),
        Option("database", "sql_alchemy_conn"), Option("database", "sql_alchemy_conn_async"),
        Option("database", "sql_alchemy_engine_args"), Option("logging", "remote_task_handler_kwargs"),
        Option("opensearch", "password"), Option("secrets", "backend_kwargs"), Option("sentry", "sentry_dsn"),
        Option("webserver", "secret_key"), Option("workers", "secrets_backend_kwargs"),
    ]

    private static let airflow2: Set<Option> = [
        Option("core", "dataset_manager_kwargs"), Option("core", "fernet_key"),
        Option("core", "internal_api_secret_key"),
        Option("core", "sql_alchemy_conn"), Option("database", "sql_alchemy_conn"),
        Option("database", "sql_alchemy_engine_args"), Option("logging", "remote_task_handler_kwargs"),
        Option("secrets", "backend_kwargs"), Option("sentry", "sentry_dsn"), Option("smtp", "smtp_password"),
        Option("webserver", "secret_key"),
    ]
}
