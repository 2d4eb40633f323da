import AirflowModel
import SyncModel

/// Reads from an `airflow.cfg` where Airflow's Akeyless backend looks: `[secrets] backend_kwargs` and `[core] multi_team`.
///
/// Nothing else is taken from it, least of all credentials.
struct AirflowConfigFile {
    private let file: String
    private let config: AirflowConfigText
    private var settings: [SettingKey: ProjectFile.Setting] = [:]
    private var diagnostics: [Diagnostic] = []

    private static let paths: [(name: String, key: SettingKey)] = [
        ("connections_path", .connectionsPath), ("variables_path", .variablesPath), ("config_path", .configPath),
        ("sep", .separator), ("global_secrets_path", .globalSecretsPath),
    ]

    static func read(_ bytes: [UInt8], file: String) -> ([SettingKey: ProjectFile.Setting], [Diagnostic]) {
        do {
            let source = try SourceText(decoding: bytes, file: file)
            var reader = AirflowConfigFile(file: file, config: AirflowConfigText(source.text))
            reader.read()
            return (reader.settings, reader.diagnostics)
        } catch {
            return ([:], error.diagnostics)
        }
    }

    private init(file: String, config: AirflowConfigText) {
        self.file = file
        self.config = config
    }

    private mutating func read() {
        for line in config.repeated {
            add(.error, "the option is given twice, for which Airflow refuses the file", line)
        }
        if let option = config.option("core", "multi_team") {
            if let isOn = config.flag("core", "multi_team") {
                settings[.multiTeam] = .init(value: .bool(isOn), location: place(option.line))
            } else {
                add(.error, "[core] multi_team is neither true nor false", option.line)
            }
        }
        if let option = config.option("secrets", "backend"), !option.text.lowercased().contains("akeyless") {
            add(.warning, "[secrets] backend is not the Akeyless backend", option.line)
        }
        guard let option = config.option("secrets", "backend_kwargs"), !option.text.isEmpty else {
            for elsewhere in ["backend_kwargs_cmd", "backend_kwargs_secret"] {
                guard let option = config.option("secrets", elsewhere) else { continue }
                return add(
                    .error, "[secrets] \(elsewhere) is not followed: name the paths in the project file", option.line)
            }
            return add(.warning, "[secrets] has no backend_kwargs; the defaults hold", nil)
        }
        do {
            let text = try config.value("secrets", "backend_kwargs") ?? ""
            guard let object = (try? PythonJSON.parse(text))?.object else {
                return add(.error, "backend_kwargs is not a JSON object; Airflow would go on with none", option.line)
            }
            take(object, option.line)
        } catch {
            add(.error, "backend_kwargs cannot be read: \(error.code.explanation)", option.line)
        }
    }

    /// Takes the names as the backend would: null and the empty text disable a path, any text that is not empty is true.
    private mutating func take(_ arguments: JSONObject, _ line: Int) {
        for (name, key) in Self.paths {
            guard let value = arguments[name] else { continue }
            if let text = value.text {
                if text.contains("$") {
                    add(
                        .error,
                        "Airflow replaces a `$NAME` in `\(name)` by an environment variable, which is not known here",
                        line)
                }
                settings[key] = .init(value: .text(text), location: place(line))
            } else if value.isNull, SettingDefinition.of(key).type == .optionalText {
                settings[key] = .init(value: .null, location: place(line))
            } else {
                add(.error, "`\(name)` in backend_kwargs must be text", line)
            }
        }
        guard let value = arguments["use_team_secrets_path"] else { return }
        let isOn = NamingConvention(backendArguments: arguments).useTeamSecretsPath
        settings[.useTeamSecretsPath] = .init(value: .bool(isOn), location: place(line))
        guard value.text != nil else { return }
        add(
            .warning, "`use_team_secrets_path` in backend_kwargs is text; any text but the empty one counts as true",
            line)
    }

    private func place(_ line: Int?) -> SourceLocation {
        SourceLocation(file: file, line: line, column: line.map { _ in 1 })
    }

    private mutating func add(_ severity: Diagnostic.Severity, _ message: String, _ line: Int?) {
        diagnostics.append(Diagnostic(.airflowConfig, message, at: place(line), severity: severity))
    }
}
