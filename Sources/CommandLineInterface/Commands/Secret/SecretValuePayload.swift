import AirflowModel
import AkeylessClient
import Planning
import SyncModel

/// One value: as it is for a pipe, with its name for programs.
struct SecretValuePayload: CommandPayload {
    let name: String
    let value: JSONValue
    var version: Int?

    /// The text to write instead of the value, where its spelling matters: an answer as it came.
    var source: Secret?

    /// Whether a line break follows, which is right at a terminal only.
    let endsLine: Bool

    func text(style: TextStyle) -> String {
        (source?.reveal() ?? value.text ?? PythonJSON.canonical(value)) + (endsLine ? "\n" : "")
    }

    func json() throws -> String {
        var object = JSONObject()
        object["format_version"] = .text("1.0")
        object["name"] = .text(name)
        object["version"] = version.map { .number(String($0)) } ?? .null
        object["value"] = value
        object["error"] = .null
        object["exit_code"] = .number("0")
        return PythonJSON.dumps(.object(object))
    }
}

/// Several values, and what kept the others from being read.
struct SecretValuesPayload: CommandPayload {
    struct Problem: Sendable {
        var name: String
        var code: String
        var message: String
        var exit: Planning.ExitCode
    }

    private var values = JSONObject()
    private(set) var problems: [Problem] = []

    /// - Parameter names: as they were asked for; the answer keeps their order.
    init(names: [String], readings: [String: ValueReading]) {
        for name in names {
            switch readings[name] {
            case .value(let value): values[name] = .text(value.reveal())
            case .denied(let error): add(name, "denied", error.description, .accessDenied)
            case .failed(let error):
                add(name, "failed", error.description, error.kind == .loginFailed ? .accessDenied : .failed)
            case .absent, nil: add(name, "absent", "there is no item \(escapedForTerminal(name))", .failed)
            }
        }
    }

    private mutating func add(_ name: String, _ code: String, _ message: String, _ exit: Planning.ExitCode) {
        guard !problems.contains(where: { $0.name == name }) else { return }
        problems.append(Problem(name: name, code: code, message: message, exit: exit))
    }

    var exit: Planning.ExitCode {
        problems.isEmpty ? .done : .beforeFirstWrite(Set(problems.map(\.exit)))
    }

    func text(style: TextStyle) -> String { PythonJSON.dumps(.object(values)) + "\n" }

    func json() throws -> String {
        var object = JSONObject()
        object["format_version"] = .text("1.0")
        object["values"] = .object(values)
        for code in ["absent", "denied", "failed"] {
            object[code] = .array(problems.filter { $0.code == code }.map { .text($0.name) })
        }
        object["error"] = errorValue
        object["exit_code"] = .number(String(exit.rawValue))
        return PythonJSON.dumps(.object(object))
    }

    private var errorValue: JSONValue {
        guard let first = problems.first(where: { $0.exit == exit }) else { return .null }
        return .object([
            "code": .text("secret-\(first.code)"),
            "message": .text("\(counted(problems.count, "secret was", "secrets were")) not read"),
            "causes": .array(problems.map { .text($0.message) }), "hints": .array([]),
        ])
    }
}
