import ArgumentParser
import Foundation
import Planning
import Reports
import SyncEngine
import SyncModel

/// What a command leaves behind: a result in as many forms as it has, and the exit code.
struct CommandOutcome: Sendable {
    var payload: any CommandPayload
    var exit: Planning.ExitCode = .done
}

/// A result that can be written for people and for programs.
///
/// One `switch` over formats, in ``CommandLineTool``, is the only place that knows there are several.
protocol CommandPayload: Sendable {
    /// For a terminal or a file; every name already escaped.
    func text(style: TextStyle) -> String

    /// One JSON document without a line break at the end.
    func json() throws -> String

    /// For a pull-request comment; nil where the command has no such form.
    func markdown() -> String?

    /// One self-contained page; nil where the command has no such form.
    func html() -> String?

    /// JUnit XML for `--report`; nil where the command has no such form.
    func junit() -> String?

    /// A SARIF log; nil where the command has no such form.
    func sarif() -> String?
}

extension CommandPayload {
    func markdown() -> String? { nil }
    func html() -> String? { nil }
    func junit() -> String? { nil }
    func sarif() -> String? { nil }
}

extension CommandPayload where Self: Encodable {
    func json() throws -> String { try encodeJSON(self) }
}

/// Encodes with sorted keys and readable slashes, so that documents can be compared and read, also at a terminal.
func encodeJSON(_ value: some Encodable) throws -> String {
    String(renderJSON(value).dropLast())
}

/// How text output is decorated.
struct TextStyle: Sendable {
    var usesColor: Bool
    var isVerbose: Bool

    func bold(_ text: String) -> String { wrap(text, "1") }
    func red(_ text: String) -> String { wrap(text, "31") }
    func green(_ text: String) -> String { wrap(text, "32") }
    func yellow(_ text: String) -> String { wrap(text, "33") }
    func dim(_ text: String) -> String { wrap(text, "2") }

    private func wrap(_ text: String, _ code: String) -> String {
        usesColor ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
