import AirflowModel
import SyncEngine
import SyncModel

/// What `airflow config` prints.
struct AirflowConfigPayload: CommandPayload {
    let settings: AirflowSettings
    let asVariables: Bool
    let isMultiLine: Bool

    func text(style: TextStyle) -> String {
        asVariables ? variables.map { "\($0.name)=\(shellWord($0.value))\n" }.joined() : section
    }

    func json() throws -> String {
        let kwargs = settings.arguments.map { JSONObject.Member(JSONString($0.name), $0.value) }
        let environment = variables.map { JSONObject.Member(JSONString($0.name), .text($0.value)) }
        return PythonJSON.dumps(
            .object([
                "format_version": .text("1.0"), "environment": .text(settings.environment),
                "backend": .text(AirflowSettings.backend), "backend_kwargs": .object(JSONObject(kwargs)),
                "multi_team": .bool(settings.multiTeam),
                "placeholders": .array(settings.placeholders.map { .text($0) }),
                "section": .text(section), "variables": .object(JSONObject(environment)),
                "diagnostics": .array(settings.diagnostics.map(\.json)), "error": .null,
                "exit_code": .number("0"),
            ]))
    }

    // MARK: airflow.cfg

    private var section: String {
        var lines = ["[secrets]", "backend = \(AirflowSettings.backend)"]
        let members = settings.arguments.map { "\(Self.string($0.name)): \(Self.value($0.value))" }
        if isMultiLine {
            lines += ["backend_kwargs = {"] + members.dropLast().map { "    \($0)," }
            lines += members.suffix(1).map { "    \($0)" } + ["    }"]
        } else {
            lines.append("backend_kwargs = {\(members.joined(separator: ", "))}")
        }
        // A section that exists already must not be given twice, so these are for the reader to put where they belong.
        if settings.multiTeam { lines += ["", "# In [core]:", "# multi_team = True"] }
        for option in settings.options {
            lines += [
                "",
                "# In [\(Self.line(option.section))], without a plain `\(Self.line(option.name)) =` line beside it:",
            ]
            lines.append(
                "# \(Self.line(option.name))_secret = \(Self.line(option.key).split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%"))"
            )
        }
        return lines.map { $0 + "\n" }.joined()
    }

    // MARK: Variables

    private var variables: [(name: String, value: String)] {
        let members = settings.arguments.map { "\(Self.string($0.name)): \(Self.value($0.value))" }
        var variables = [
            ("AIRFLOW__SECRETS__BACKEND", AirflowSettings.backend),
            ("AIRFLOW__SECRETS__BACKEND_KWARGS", "{\(members.joined(separator: ", "))}"),
        ]
        if settings.multiTeam { variables.append(("AIRFLOW__CORE__MULTI_TEAM", "True")) }
        for option in settings.options {
            let name = "AIRFLOW__\(option.section.uppercased())__\(option.name.uppercased())_SECRET"
            variables.append((name, Self.line(option.key)))
        }
        return variables
    }

    // MARK: Spelling

    /// JSON in which nothing is left that Airflow or its parser would replace: `$` and `~` name variables and folders in
    /// every setting, `%` refers to other options in airflow.cfg.
    private static func value(_ value: JSONValue) -> String {
        value.text.map(string) ?? PythonJSON.dumps(value)
    }

    private static func string(_ text: String) -> String {
        var result = ""
        for character in PythonJSON.dumps(.text(text)) {
            switch character {
            case "$": result += "\\u0024"
            case "%": result += "\\u0025"
            default: result.append(character)
            }
        }
        return result
    }

    /// A name without what would end its line.
    private static func line(_ text: String) -> String { escapedForTerminal(text) }
}
