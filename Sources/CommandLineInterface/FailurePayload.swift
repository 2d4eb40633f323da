import Planning
import Reports
import SyncEngine
import SyncModel

/// A failure as the one JSON document that programs expect, with the plan where there was one, and as a report for
/// whoever reads the comment on a pull request.
struct FailurePayload: ReportPayload {
    let command: String

    /// The environment that was asked for; nil where it did not come to that.
    var environment: String?
    let failure: EngineFailure
    var isVerbose = false

    func text(style: TextStyle) -> String { FailureText.render(failure, style: style) }

    func json() throws -> String { try encodeJSON(report) }

    func sarif() -> String? { .sarif(failure.diagnostics, exit: failure.exit, failure: error) }

    private var error: JSONReport.Failure { JSONReport.Failure(failure) }

    var report: JSONReport {
        guard let outcome = failure.report else {
            return JSONReport(
                command: command, environment: environment, project: failure.project,
                diagnostics: failure.diagnostics, error: error, exitCode: failure.exit)
        }
        return JSONReport(
            command: command, outcome.plan, ReportContext(outcome, isVerbose: false), error: error,
            exitCode: failure.exit)
    }

    func document(isVerbose: Bool) -> ReportDocument {
        var document =
            if let outcome = failure.report {
                PlanDocument.make(
                    outcome.plan, ReportContext(outcome, isVerbose: isVerbose), title: command.capitalizedFirst)
            } else {
                FailureDocument.make(
                    command: command, environment: environment ?? "default", diagnostics: failure.diagnostics)
            }
        let hint = failure.hints.isEmpty ? nil : ReportText(outside: failure.hints.joined(separator: "; "))
        // A plan names the items in its rows.
        let causes = failure.report == nil ? failure.causes : []
        let text = ([failure.message] + causes).joined(separator: ": ")
        document.notices.insert(ReportNotice(.error, ReportText(outside: text), hint: hint), at: 0)
        return document
    }
}

extension JSONReport.Failure {
    init(_ failure: EngineFailure) {
        self.init(code: failure.code, message: failure.message, causes: failure.causes, hints: failure.hints)
    }
}

extension String {
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
