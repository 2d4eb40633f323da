import Declarations

/// The files that `lockstep init` writes.
package enum ProjectTemplate {
    package struct File: Sendable {
        package let path: String
        package let text: String
    }

    /// - Parameters:
    ///   - name: the project's name, already checked to be plain text.
    ///   - id: eight random hexadecimal digits; the ledger, the key and the ownership tag carry them.
    package static func files(name: String, id: String) -> [File] {
        [
            File(path: "lockstep.yaml", text: projectFile(name: name, id: id)),
            File(path: "connections/example.yaml", text: connections),
            File(path: "variables/example.yaml", text: variables),
            File(path: ignoreFile, text: ignored),
        ] + FileSchema.files.map { File(path: "\(FileSchema.folder)/\($0.name)", text: $0.text) }
    }

    /// Names what is never committed.
    static let ignoreFile = ".gitignore"

    /// The comment by which editors find the schema of a file, relative to that file.
    private static func editorComment(_ schema: FileSchema, up levels: Int) -> String {
        let back = String(repeating: "../", count: levels)
        return "# yaml-language-server: $schema=\(back)\(FileSchema.folder)/\(schema.rawValue).json"
    }

    private static func projectFile(name: String, id: String) -> String {
        """
        \(editorComment(.project, up: 0))
        version: 1
        # The id is random. Ownership tags, the ledger and its key carry it: keep it when you rename the project.
        project: {name: "\(name)", id: \(id)}

        gateway:
          # A development gateway inside the process, to begin with. For the service, write instead:
          #   url: https://api.akeyless.io
          #   auth: {access_type: api_key, access_id: ref+env://AKEYLESS_ACCESS_ID, access_key: ref+env://AKEYLESS_ACCESS_KEY}
          embedded: .lockstep/gateway.sqlite

        # The names and defaults of Airflow's backend_kwargs.
        backend:
          connections_path: /airflow/connections
          variables_path: /airflow/variables
          config_path: /airflow/config
          sep: /

        airflow: {version: "3.3", provider_version: 0.3.2}

        """
    }

    private static let connections = """
        \(editorComment(.connections, up: 1))
        # What Airflow shows as connections; one file may hold one entry or thousands.
        # A secret is never written here: a reference says where it comes from.
        example_postgres:
          conn_type: postgres
          host: db.example.com
          port: 5432
          login: airflow
          password: ref+env://EXAMPLE_POSTGRES_PASSWORD
          schema: analytics
          extra: {sslmode: require}
          description: An example; change or delete it

        """

    private static let variables = """
        \(editorComment(.variables, up: 1))
        # A variable is a text. Anything else is stored as JSON, which Airflow reads with deserialize_json.
        example_region: eu-central-1
        example_settings: {retries: 3, queues: [default, heavy]}

        """

    private static let ignored = """
        # The development gateway's store and generated schemas.
        .lockstep/
        # Local values for references.
        .env

        """
}
