import AirflowModel
import AkeylessClient
import Declarations
import Planning
import SyncModel

extension SyncEngine {
    /// Compares the ledger with Akeyless: a plan in which everything recorded is wanted as it was recorded.
    package func status() async throws -> PlanOutcome {
        let clock = ContinuousClock()
        let start = clock.now
        let session = try await connect()
        noticeUnresolved(session.intent)
        let desired = session.applied.asDesired
        // Nothing is written here, so a rule that would overwrite drift still lets it be seen.
        let policy = PlanPolicy(
            drift: driftRules.map { $0.answer == .overwrite ? .init(glob: $0.glob, answer: .report) : $0 })
        let observer = session.observer
        var rows = try await observer.list(prefixes: prefixes(of: session.applied), applied: session.applied)
        try await observer.askForMissing(&rows, applied: session.applied)
        let needed = ValuesNeeded.paths(
            desired: desired, observed: rows.state, applied: session.applied, policy: policy)
        let read = try await observer.addValues(of: needed, to: &rows, desired: desired, applied: session.applied)
        let plan = Planner.plan(desired: desired, observed: rows.state, applied: session.applied, policy: policy)
        var stats = Stats()
        stats.requests = session.client.requestCounts
        stats.valuesRead = read
        stats.seconds = (clock.now - start).seconds
        return PlanOutcome(
            environment: environment, project: session.project.name, plan: plan, planID: nil, file: nil,
            diagnostics: settingDiagnostics, stats: stats)
    }
}
