import AirflowModel
import AkeylessClient
import Planning
import SyncEngine
import SyncModel

/// What `get` shows: fields as Airflow holds them, redacted unless asked to reveal.
struct GetPayload: CommandPayload {
    let outcome: GetOutcome
    let reveals: Bool

    var exit: Planning.ExitCode {
        if outcome.isFound { return .done }
        if outcome.refused != nil { return .invalidInput }
        let failure = outcome.answered == nil ? outcome.failures.first : nil
        return failure.map { EngineFailure($0).exit } ?? .failed
    }

    /// The fields that hold something and are not shown.
    private var redacted: [String] {
        guard !reveals, outcome.isFound else { return [] }
        guard let fields = outcome.connection?.fields else { return ["value"] }
        return fields.named.filter { !$0.value.isNull && outcome.shown[$0.name] == nil }.map(\.name)
    }

    // MARK: JSON

    func json() throws -> String {
        var object = JSONObject()
        object["format_version"] = .text("1.0")
        object["kind"] = .text(outcome.id.kind.rawValue)
        object["key"] = .text(outcome.id.key)
        object["team"] = .text(outcome.id.team)
        object["asked"] = .array(outcome.asked.map { .text($0) })
        object["answered"] = .text(outcome.answered)
        object["found"] = .bool(outcome.isFound)
        object["refused"] = .bool(outcome.refused != nil)
        object["connection"] = outcome.isFound ? connectionValue(outcome.connection, hiding: redacted) : .null
        object["value"] = textValue
        object["value_type"] = outcome.isFound ? .text(valueType) : .null
        object["redacted"] = .array(redacted.map { .text($0) })
        if let explanation = outcome.explanation {
            object["steps"] = .array(steps.map { .text($0) })
            object["fresh"] = .array(explanation.fresh.map(freshValue))
            object["other_release"] = explanation.other.map(otherValue) ?? .null
        }
        object["error"] = problem?.json ?? .null
        if !outcome.diagnostics.isEmpty {
            object["diagnostics"] = .array(outcome.diagnostics.map(\.json))
        }
        object["exit_code"] = .number(String(exit.rawValue))
        return PythonJSON.dumps(.object(object))
    }

    private func connectionValue(_ reading: ConnectionReading?, hiding hidden: [String]) -> JSONValue {
        guard let fields = reading?.fields else { return .null }
        var object = JSONObject()
        for (name, value) in fields.named { object[name] = hidden.contains(name) ? .null : value }
        return .object(object)
    }

    private var textValue: JSONValue {
        guard outcome.isFound, reveals, let value = outcome.text?.value else { return .null }
        return value
    }

    private var valueType: String? {
        guard let value = outcome.text?.value else { return nil }
        return switch value {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    private func freshValue(_ fresh: GetExplanation.Fresh) -> JSONValue {
        .object(["path": .text(fresh.path), "state": .text(fresh.state.rawValue)])
    }

    private func otherValue(_ other: GetExplanation.OtherRelease) -> JSONValue {
        .object([
            "version": .text(other.release.description), "differs": .bool(!other.fields.isEmpty),
            "found": .bool(other.isFound), "fields": .array(other.fields.map { .text($0) }),
            "connection": reveals && other.isFound ? connectionValue(other.connection, hiding: []) : .null,
        ])
    }

    // MARK: Text

    func text(style: TextStyle) -> String {
        var lines = outcome.explanation == nil ? [] : steps.map { style.dim(escapedForTerminal($0)) }
        if let problem {
            lines.append("\(style.red(problem.title)) \(escapedForTerminal(problem.message))")
            lines += problem.hints.map { "\(style.green("hint:")) \(escapedForTerminal($0))" }
        } else if let fields = outcome.connection?.fields {
            lines += fields.named.compactMap { fieldLine($0.name, $0.value) }
        } else if let value = outcome.text?.value {
            lines.append(
                reveals ? value.text ?? PythonJSON.dumps(value) : "<redacted> (\(valueType ?? "")); --reveal shows it")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func fieldLine(_ name: String, _ value: JSONValue) -> String? {
        guard !value.isNull else { return nil }
        let shown =
            redacted.contains(name) ? "<redacted>" : value.text.map(escapedForTerminal) ?? PythonJSON.dumps(value)
        return "\(padded(name, 11))  \(shown)"
    }
}
