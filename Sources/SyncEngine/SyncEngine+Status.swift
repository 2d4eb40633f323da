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
        let desired = DesiredState(
            entries: session.applied.records.mapValues { record in
                DesiredEntry(
                    id: record.id, path: record.path, source: record.source ?? SourceLocation(file: ""),
                    fingerprint: record.fingerprint, rule: record.rule, connType: record.connType)
            })
        let teams = Set(session.applied.records.values.compactMap(\.id.team)).sorted()
        let observer = session.observer
        var rows = try await observer.list(
            prefixes: settings.naming.prefixes(teams: teams).map(\.text), applied: session.applied)
        await observer.askForMissing(&rows, applied: session.applied)
        let needed = ValuesNeeded.paths(
            desired: desired, observed: rows.state, applied: session.applied, policy: PlanPolicy())
        let read = await observer.addValues(of: needed, to: &rows, desired: desired, applied: session.applied)
        let plan = Planner.plan(
            desired: desired, observed: rows.state, applied: session.applied, policy: PlanPolicy())
        var stats = Stats()
        stats.requests = session.client.requestCounts
        stats.valuesRead = read
        stats.seconds = (clock.now - start).seconds
        return PlanOutcome(
            environment: environment, project: session.project.name, plan: plan, planID: nil, file: nil,
            diagnostics: settingDiagnostics, stats: stats)
    }
}
