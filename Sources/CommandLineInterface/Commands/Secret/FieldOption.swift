import AirflowModel
import ArgumentParser
import Declarations
import Planning
import SyncEngine
import SyncModel

/// `--field`: one part of a value that is JSON.
struct FieldOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only this member of a JSON value, by its name or by a JSON pointer such as /db/password.",
            valueName: "name|pointer"))
    var field: String?

    /// The value as JSON has it; a whole value is a text.
    ///
    /// - Parameter envelope: a member that may stand around the one that is meant.
    func part(of value: Secret, named name: String, envelope: String? = nil) throws -> JSONValue {
        try Self.part(field, of: value, named: name, envelope: envelope)
    }

    static func part(
        _ field: String?, of value: Secret, named name: String, envelope: String? = nil
    ) throws -> JSONValue {
        guard let field else { return .text(value.reveal()) }
        let shown = escapedForTerminal(name)
        guard let document = try? PythonJSON.parse(value.reveal()) else {
            throw EngineFailure(
                .failed, code: "not-json", "the value of \(shown) is not JSON, so it has no fields",
                hints: ["leave out --field"])
        }
        guard let pointer = pointer(field) else {
            throw EngineFailure(.usage, code: "usage", "--field \(escapedForTerminal(field)) is not a JSON pointer")
        }
        let inside = envelope.flatMap { document.object?[$0] }.flatMap { pointer.value(in: $0) }
        guard let part = pointer.value(in: document) ?? inside else {
            throw EngineFailure(
                .failed, code: "no-such-field", "the value of \(shown) has no field \(escapedForTerminal(field))")
        }
        return part
    }

    private static func pointer(_ field: String) -> JSONPointer? {
        if field.begins(with: "/") { return JSONPointer(field) }
        return JSONPointer("/" + field.replacing("~", with: "~0").replacing("/", with: "~1"))
    }
}
