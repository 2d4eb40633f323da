package import Applying
import Planning
import SyncModel

/// Turns the receipt of an apply into a report.
package enum ApplyDocument {
    /// - Parameters:
    ///   - title: What was done, up to the name of the environment.
    ///   - preview: The command that shows what would be done now.
    package static func make(
        _ report: ApplyReport, _ context: ReportContext, title: String = "Apply to", preview: String = "lockstep plan"
    ) -> ReportDocument {
        let changes = Dictionary(report.plan.changes.map { ($0.path, $0) }) { first, _ in first }
        let rows = report.results.map { result in
            (result.outcome, ReportRow(result, changes[result.path], context))
        }
        let groups: [(String, ChangeOutcome)] = [("Failed", .failed), ("Not tried", .notTried), ("Done", .done)]
        let sections = groups.compactMap { title, outcome -> ReportSection? in
            let own = rows.filter { $0.0 == outcome }.map(\.1)
            return own.isEmpty ? nil : ReportSection(title, own)
        }
        return ReportDocument(
            marker: context.marker("apply"), title: "\(ours: title) \(context.environment)",
            facts: context.facts(revision: report.revision),
            sections: sections + left(report, context) + untouched(report, context),
            summary: summary(report), notices: context.diagnosticNotices + notices(report, preview),
            environment: context.environment, seconds: context.stats.seconds)
    }

    /// What the apply did not touch although something is wrong with it.
    private static func left(_ report: ApplyReport, _ context: ReportContext) -> [ReportSection] {
        let open = report.plan.changes.filter { $0.action.standing == .bad }
        return open.isEmpty ? [] : [ReportSection("Needs a decision", open.map { ReportRow($0, context) })]
    }

    /// What needed nothing, for a reader who wants every item.
    private static func untouched(_ report: ApplyReport, _ context: ReportContext) -> [ReportSection] {
        guard context.isVerbose else { return [] }
        let tried = Set(report.results.map(\.path))
        let rest = report.plan.changes.filter { $0.action.standing != .bad && !tried.contains($0.path) }
        return rest.isEmpty ? [] : [ReportSection("Not touched", rest.map { ReportRow($0, context) }, isQuiet: true)]
    }

    private static func summary(_ report: ApplyReport) -> ReportText {
        if report.results.isEmpty {
            return report.ending == .nothingToDo ? report.plan.summary.text : "Nothing was written."
        }
        let counts = [(ChangeOutcome.done, "done"), (.failed, "failed"), (.notTried, "not tried")].compactMap {
            report.count($0) > 0 ? "\(report.count($0)) \($1)" : nil
        }
        return ReportText(ours: counts.joined(separator: ", "))
    }

    private static func notices(_ report: ApplyReport, _ preview: String) -> [ReportNotice] {
        var notices =
            report.ending.notices(preview: preview) + (report.results.isEmpty ? PlanDocument.notices(report.plan) : [])
        if report.intentRemains {
            notices.append(
                ReportNotice(
                    .warning, "what happened to some items is not recorded yet",
                    hint: "the next `lockstep apply` finds out and records it"))
        }
        if report.skipped > 0 {
            notices.append(
                ReportNotice(.warning, "\(ours: counted(report.skipped, "item")) in conflict or error left as they are")
            )
        }
        return notices
    }
}

extension ApplyEnding {
    func notices(preview: String) -> [ReportNotice] {
        switch self {
        case .nothingToDo, .finished: []
        case .refused(let refusal): refusal.notices
        case .stale(let items):
            [
                ReportNotice(
                    .error, "the plan is stale, nothing was written", hint: "see what would be done now: \(preview)")
            ]
                + items.map { item in
                    let detail: ReportText = item.detail.map { ": \($0)" } ?? ""
                    return ReportNotice(
                        .error, "\(item.path) \(ours: item.kind.words)\(detail)")
                }
        case .notStarted(let problem):
            [ReportNotice(.error, "nothing was written: \(problem.message)", hint: problem.code.hint)]
        case .interrupted: [ReportNotice(.error, "interrupted; what was done is recorded")]
        case .loginLost:
            [
                ReportNotice(
                    .error, "the login was lost on the way; what was done is recorded",
                    hint: "check the login, then apply again")
            ]
        case .notRecorded(let problem):
            [ReportNotice(.error, "writes were made but not recorded: \(problem.message)", hint: problem.code.hint)]
        }
    }
}

extension Refusal {
    fileprivate var notices: [ReportNotice] {
        switch self {
        // The plan itself says which limits.
        case .limits: [ReportNotice(.error, "the plan exceeds a safety limit, nothing was written")]
        case .conflicts(let count):
            [
                ReportNotice(
                    .error, "\(ours: counted(count, "item")) in conflict, nothing was written",
                    hint: "decide each one, or use --skip-conflicts or --exclude to leave them")
            ]
        case .errors(let count):
            [
                ReportNotice(
                    .error, "\(ours: counted(count, "item")) in error, nothing was written",
                    hint: "mend them, or use --skip-conflicts or --exclude to leave them")
            ]
        case .unresolvedValues(let count):
            [
                ReportNotice(
                    .error,
                    "\(ours: counted(count, "item")) with references that were not resolved, nothing was written",
                    hint: "apply without --offline-values")
            ]
        }
    }
}

extension StaleItem.Kind {
    fileprivate var words: String {
        switch self {
        case .appeared: "appeared since the plan was made"
        case .vanished: "was deleted since the plan was made"
        case .changed: "changed since the plan was made"
        case .blocked: "must not be written"
        case .unknown: "is in a state that is not known"
        }
    }
}

extension ApplyProblem.Code {
    fileprivate var hint: ReportText? {
        switch self {
        case .accessDenied: "check the login and its rights"
        case .locked: "another run is at work or was interrupted; wait for it, or apply again to finish it"
        case .ledgerMoved: "fetch the ledger branch and plan again"
        case .failed: nil
        }
    }
}

extension ReportRow {
    init(_ result: ChangeResult, _ change: PlannedChange?, _ context: ReportContext) {
        let failure = result.failure.map { failure -> ReportText in
            let summary = ReportText(ours: failure.code.summary)
            return failure.detail.map { "\(summary): \($0)" } ?? summary
        }
        self.init(
            change ?? PlannedChange(result.action, id: result.id, path: result.path, reason: .init(.asApplied)), context
        )
        if let failure { reason = failure }
        verb = result.outcome == .done ? result.action.pastTense : "\(result.action.rawValue) \(result.outcome.words)"
        switch result.outcome {
        case .done: standing = .good
        case .failed: (standing, tone) = (.bad, .attention)
        case .notTried: (standing, tone) = (.skipped, .muted)
        }
    }
}

extension ChangeOutcome {
    fileprivate var words: String {
        switch self {
        case .done: "done"
        case .failed: "failed"
        case .notTried: "not tried"
        }
    }
}

extension PlanAction {
    fileprivate var pastTense: String {
        switch self {
        case .create: "created"
        case .update: "updated"
        case .delete: "deleted"
        case .adopt: "adopted"
        case .forget: "forgotten"
        case .refresh: "refreshed"
        case .purge: "deleted for ever"
        default: rawValue
        }
    }
}
