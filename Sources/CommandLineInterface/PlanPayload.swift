import Applying
import Planning
import Reports
import SyncEngine
import SyncModel

/// A result that is a report: one document, and every form is made from it.
protocol ReportPayload: CommandPayload {
    var isVerbose: Bool { get }

    /// - Parameter isVerbose: whether items are named that need no attention.
    func document(isVerbose: Bool) -> ReportDocument
}

extension ReportPayload {
    func text(style: TextStyle) -> String {
        TerminalRenderer(color: style.usesColor).render(document(isVerbose: isVerbose))
    }
    func markdown() -> String? { MarkdownRenderer().render(document(isVerbose: isVerbose)) }
    func html() -> String? { HTMLRenderer().render(document(isVerbose: isVerbose)) }

    /// A test report names every item, since those that pass are what it counts.
    func junit() -> String? { JUnitRenderer().render(document(isVerbose: true)) }
}

/// A plan in every form that reports have.
struct PlanPayload: ReportPayload {
    let command: String
    let outcome: PlanOutcome
    let exit: Planning.ExitCode
    let isVerbose: Bool
    var title = "Plan"

    func document(isVerbose: Bool) -> ReportDocument {
        PlanDocument.make(outcome.plan, ReportContext(outcome, isVerbose: isVerbose), title: title)
    }

    func json() throws -> String {
        try encodeJSON(
            JSONReport(
                command: command, outcome.plan, ReportContext(outcome, isVerbose: isVerbose), error: failure,
                exitCode: exit))
    }

    /// Why the plan would be refused, where that is what the exit code says.
    private var failure: JSONReport.Failure? {
        exit == .safetyLimit ? .refused(.limits(outcome.plan.breaches), preview: "lockstep plan") : nil
    }
}

/// The receipt of an apply or a rollback in every form that reports have.
struct ApplyPayload: ReportPayload {
    var command = "apply"
    let outcome: ApplyOutcome
    let isVerbose: Bool

    /// The command that shows what it would do now.
    var preview = "lockstep plan"

    func document(isVerbose: Bool) -> ReportDocument {
        ApplyDocument.make(
            outcome.report, ReportContext(outcome.plan, isVerbose: isVerbose), title: title, preview: preview)
    }

    private var title: String {
        switch command {
        case "rollback": "Rollback of"
        case "mirror": "Mirror to"
        default: "Apply to"
        }
    }

    func json() throws -> String { try encodeJSON(report) }

    var report: JSONReport {
        JSONReport(
            command: command, outcome.report.plan, report: outcome.report,
            ReportContext(outcome.plan, isVerbose: isVerbose), error: failure, exitCode: outcome.exit)
    }

    /// How the run ended, where it did not end well; why, and what to do next, as the text says it.
    private var failure: JSONReport.Failure? {
        let ending = outcome.report.ending
        guard let told = JSONReport.Failure(ending, preview: preview) else { return nil }
        return switch ending {
        case .refused(let refusal): .refused(refusal, preview: preview)
        case .stale:
            JSONReport.Failure(
                code: "stale", message: "Akeyless is no longer as planned; nothing was written", causes: told.causes,
                hints: told.hints)
        case .notStarted(let problem), .notRecorded(let problem):
            JSONReport.Failure(code: told.code, message: problem.message, hints: told.hints)
        case .nothingToDo, .finished, .interrupted, .loginLost: told
        }
    }
}

extension JSONReport.Failure {
    fileprivate static func refused(_ refusal: Refusal, preview: String) -> Self? {
        Self(.refused(refusal), preview: preview).map { told in
            Self(
                code: "refused", message: "the plan must not be applied as it is",
                causes: [told.message] + told.causes + refusal.breaches.map(\.message),
                hints: told.hints + refusal.breaches.map(\.hint))
        }
    }
}

extension Refusal {
    fileprivate var breaches: [LimitBreach] {
        if case .limits(let breaches) = self { breaches } else { [] }
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
