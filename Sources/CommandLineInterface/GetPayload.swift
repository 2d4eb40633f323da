import AirflowModel
import AkeylessClient
import Planning
import SyncEngine
import SyncModel

/// What `get` shows: fields as Airflow holds them, redacted unless asked to reveal.
struct GetPayload: CommandPayload {
    let outcome: GetOutcome
    let reveals: Bool
    let explains: Bool

    private static let fieldNames = [
        "conn_type", "description", "host", "login", "password", "schema", "port", "extra",
    ]

    var exit: Planning.ExitCode {
        if outcome.isFound { return .done }
        if outcome.refused != nil { return .invalidInput }
        return outcome.answered == nil && !outcome.denied.isEmpty ? .accessDenied : .failed
    }

    /// The fields that hold something and are not shown.
    private var redacted: [String] {
        guard !reveals, outcome.isFound else { return [] }
        guard outcome.connection != nil else { return ["value"] }
        return Self.fieldNames.filter { !(field($0)?.isNull ?? true) && outcome.shown[$0] == nil }
    }

    private func field(_ name: String) -> JSONValue? {
        guard let fields = outcome.connection?.fields else { return nil }
        return switch name {
        case "conn_type": fields.connType
        case "description": fields.description
        case "host": fields.host
        case "login": fields.login
        case "password": fields.password
        case "schema": fields.schema
        case "port": fields.port
        default: fields.extra
        }
    }

    private func visible(_ name: String) -> JSONValue {
        redacted.contains(name) ? .null : field(name) ?? .null
    }

    // MARK: Forms

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
        object["connection"] = connectionValue
        object["value"] = textValue
        object["value_type"] = outcome.isFound ? .text(valueType) : .null
        object["redacted"] = .array(redacted.map { .text($0) })
        if explains { object["steps"] = .array(steps.map { .text($0) }) }
        object["error"] = errorValue
        return PythonJSON.dumps(.object(object))
    }

    private var connectionValue: JSONValue {
        guard outcome.isFound, outcome.connection != nil else { return .null }
        var object = JSONObject()
        for name in Self.fieldNames { object[name] = visible(name) }
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

    private var errorValue: JSONValue {
        guard let (code, message) = problem else { return .null }
        return .object(["code": .text(code), "message": .text(message)])
    }

    /// Why Airflow finds nothing.
    private var problem: (code: String, message: String)? {
        if let refused = outcome.refused { return ("refused", refused) }
        if outcome.isFound { return nil }
        if let failure = outcome.connection?.failure ?? outcome.text?.failure {
            return (failure.code.rawValue, "Airflow says it is not defined: \(failure.code.explanation)")
        }
        if let denied = outcome.denied.last { return ("denied", denied.description) }
        return (
            "absent",
            outcome.asked.isEmpty
                ? "this kind is disabled" : "there is nothing at \(outcome.asked.joined(separator: ", "))"
        )
    }

    func text(style: TextStyle) -> String {
        var lines: [String] = []
        if explains { lines += steps.map { style.dim(escapedForTerminal($0)) } }
        if let problem {
            lines.append("\(style.red("not found:")) \(escapedForTerminal(problem.message))")
        } else if outcome.connection != nil {
            lines += Self.fieldNames.compactMap(fieldLine)
        } else if let value = outcome.text?.value {
            lines.append(
                reveals ? value.text ?? PythonJSON.dumps(value) : "<redacted> (\(valueType ?? "")); --reveal shows it")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func fieldLine(_ name: String) -> String? {
        guard let value = field(name), !value.isNull else { return nil }
        let shown =
            redacted.contains(name) ? "<redacted>" : value.text.map(escapedForTerminal) ?? PythonJSON.dumps(value)
        return "\(padded(name, 11))  \(shown)"
    }

    private var steps: [String] {
        var steps = outcome.asked.map { path in
            path == outcome.answered ? "asked \(path): it has a value" : "asked \(path): nothing there"
        }
        steps += outcome.denied.map { "the provider takes this for 'not there': \($0.description)" }
        return steps + (outcome.connection?.steps ?? outcome.text?.steps ?? [])
    }
}
