package import Applying
package import Planning
package import SyncModel

/// The machine-readable report, the same for every command that plans or applies, with all keys always there.
package struct JSONReport: Encodable, Sendable {
    package static let formatVersion = "1.0"

    package struct Change: Encodable, Sendable {
        var change: PlannedChange
        var outcome: ChangeOutcome?
        var failure: String?

        /// Where it is, in a report about several environments.
        var environment: String?
    }

    /// What went wrong with the run as a whole.
    package struct Failure: Encodable, Hashable, Sendable {
        package var code: String
        package var message: String
        package var causes: [String]
        package var hints: [String]

        package init(code: String, message: String, causes: [String] = [], hints: [String] = []) {
            self.code = code
            self.message = message
            self.causes = causes
            self.hints = hints
        }
    }

    package var command: String
    package var environment: String?
    package var project: String?
    package var plan: String?
    package var revision: String?
    package var summary: PlanSummary
    package var failed: Int
    package var changes: [Change]
    package var diagnostics: [Diagnostic]
    package var stats: ReportStats
    package var error: Failure?
    package var exitCode: ExitCode

    /// One report per environment, for a command that works on several; nil for all others.
    package var targets: [JSONReport]?

    /// A report of a command that got no further than its failure.
    package init(
        command: String, environment: String? = nil, project: String? = nil, diagnostics: [Diagnostic] = [],
        stats: ReportStats = ReportStats(), error: Failure? = nil, exitCode: ExitCode
    ) {
        self.command = command
        self.environment = environment
        self.project = project
        summary = PlanSummary()
        failed = 0
        changes = []
        self.diagnostics = diagnostics
        self.stats = stats
        self.error = error
        self.exitCode = exitCode
    }

    /// A report over a plan, and over its receipt where it was applied.
    package init(
        command: String, _ plan: Plan, report: ApplyReport? = nil, _ context: ReportContext, error: Failure? = nil,
        exitCode: ExitCode
    ) {
        self.init(
            command: command, environment: context.environment, project: context.project,
            diagnostics: context.diagnostics, stats: context.stats, error: error, exitCode: exitCode)
        self.plan = context.planID
        revision = report?.revision
        summary = plan.summary
        failed = report?.count(.failed) ?? 0
        let results = Dictionary((report?.results ?? []).map { ($0.path, $0) }) { first, _ in first }
        changes = plan.changes
            .filter { context.isVerbose || Self.isListed($0) || (context.namesUnmanaged && $0.action == .unmanaged) }
            .map { change in
                let result = results[change.path]
                return Change(change: change, outcome: result?.outcome, failure: result?.failure?.text)
            }
    }

    /// A report over several environments: the sums of theirs, and each in full.
    package init(
        command: String, environment: String, project: String, targets: [JSONReport], error: Failure? = nil,
        exitCode: ExitCode
    ) {
        self.init(command: command, environment: environment, project: project, error: error, exitCode: exitCode)
        for target in targets {
            summary += target.summary
            failed += target.failed
            changes += target.changes.map { change in
                var change = change
                change.environment = target.environment
                return change
            }
            diagnostics += target.diagnostics
            stats += target.stats
        }
        self.targets = targets
    }

    /// What is as it should be, is not ours or was not asked for is only counted.
    private static func isListed(_ change: PlannedChange) -> Bool {
        switch change.action {
        case .unchanged, .unmanaged: false
        case .excluded: change.reason.code.isWorthNaming
        default: true
        }
    }
}
