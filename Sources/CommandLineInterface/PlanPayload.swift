import Applying
import Planning
import Reports
import SyncEngine
import SyncModel

/// A plan in every form that reports have.
struct PlanPayload: CommandPayload {
    let command: String
    let outcome: PlanOutcome
    let exit: Planning.ExitCode
    let isVerbose: Bool
    var title = "Plan"

    private var document: ReportDocument { PlanDocument.make(outcome.plan, context, title: title) }
    private var context: ReportContext { ReportContext(outcome, isVerbose: isVerbose) }

    func text(style: TextStyle) -> String { TerminalRenderer(color: style.usesColor).render(document) }
    func markdown() -> String? { MarkdownRenderer().render(document) }
    func html() -> String? { HTMLRenderer().render(document) }

    func json() throws -> String {
        try encodeJSON(JSONReport(command: command, outcome.plan, context, exitCode: exit))
    }
}

/// The receipt of an apply or a rollback in every form that reports have.
struct ApplyPayload: CommandPayload {
    var command = "apply"
    let outcome: ApplyOutcome
    let isVerbose: Bool

    private var document: ReportDocument { ApplyDocument.make(outcome.report, context, title: title) }
    private var title: String { command == "rollback" ? "Rollback of" : "Apply to" }
    private var context: ReportContext { ReportContext(outcome.plan, isVerbose: isVerbose) }

    func text(style: TextStyle) -> String { TerminalRenderer(color: style.usesColor).render(document) }
    func markdown() -> String? { MarkdownRenderer().render(document) }
    func html() -> String? { HTMLRenderer().render(document) }

    func json() throws -> String {
        try encodeJSON(
            JSONReport(
                command: command, outcome.report.plan, report: outcome.report, context, error: failure,
                exitCode: outcome.exit))
    }

    /// How the run ended, where it did not end well.
    private var failure: JSONReport.Failure? {
        switch outcome.report.ending {
        case .nothingToDo, .finished: nil
        case .refused: JSONReport.Failure(code: "refused", message: "the plan must not be applied as it is")
        case .stale: JSONReport.Failure(code: "stale", message: "Akeyless is no longer as planned; nothing was written")
        case .notStarted(let problem): JSONReport.Failure(code: problem.code.rawValue, message: problem.message)
        case .interrupted: JSONReport.Failure(code: "interrupted", message: "interrupted; what was done is recorded")
        case .loginLost:
            JSONReport.Failure(code: "login-lost", message: "the login was lost; what was done is recorded")
        case .notRecorded(let problem): JSONReport.Failure(code: "not-recorded", message: problem.message)
        }
    }
}

/// A failure as the one JSON document that programs expect, with the plan where there was one.
struct FailurePayload: CommandPayload {
    let command: String
    let failure: EngineFailure

    func text(style: TextStyle) -> String { FailureText.render(failure, style: style) }

    func json() throws -> String {
        let error = JSONReport.Failure(
            code: failure.code, message: failure.message, causes: failure.causes, hints: failure.hints)
        guard let outcome = failure.report else {
            return try encodeJSON(
                JSONReport(command: command, diagnostics: failure.diagnostics, error: error, exitCode: failure.exit))
        }
        return try encodeJSON(
            JSONReport(
                command: command, outcome.plan, ReportContext(outcome, isVerbose: false), error: error,
                exitCode: failure.exit))
    }
}

extension ReportContext {
    init(_ outcome: PlanOutcome, isVerbose: Bool) {
        self.init(
            environment: outcome.environment, project: outcome.project, planID: outcome.planID,
            diagnostics: outcome.diagnostics, stats: ReportStats(outcome.stats), isVerbose: isVerbose,
            literals: outcome.literals)
    }
}

extension ReportStats {
    init(_ stats: Stats) {
        self.init(requests: stats.requests, valuesRead: stats.valuesRead, seconds: stats.seconds)
    }
}
