import Planning
import SyncModel
import TestSupport

@testable import Applying

/// A repository, an Akeyless and a ledger in memory, to plan and apply as often as a test likes.
final class World {
    typealias Call = Vault.Call

    let power: Power
    let vault: Vault
    let journal: MemoryJournal
    var declared: [String: [String: String]] = [:]
    var policy = PlanPolicy()

    /// What lies in the trash and may leave it for ever.
    var expired: Set<ItemPath> = []

    init() {
        power = Power()
        vault = Vault(power: power)
        journal = MemoryJournal(power: power)
    }

    func declare(_ selector: String, _ fields: [String: String]?) {
        declared[selector] = fields
        vault.with { $0.payloads[Sample.path(selector)] = fields }
    }

    /// Something declared, applied and recorded earlier; under another path where the base has moved since.
    func settled(_ selector: String, _ fields: [String: String], at oldPath: ItemPath? = nil) {
        declare(selector, fields)
        let path = oldPath ?? Sample.path(selector)
        vault.put(path, fields)
        let row = vault.with { $0.items[path]?.row }
        journal.with { $0.applied.records[path] = row.map { Sample.record(selector, fields, at: path, row: $0) } }
    }

    var desired: DesiredState {
        let entries = declared.map { Sample.desired($0.key, $0.value) }
        return DesiredState(entries: Dictionary(entries.map { ($0.path, $0) }) { $1 })
    }

    var observed: ObservedState {
        let items = vault.with { state in
            state.items.filter { !expired.contains($0.key) }.map {
                ($0.key, $0.value.fields, state.observation($0.key))
            }
        }
        let pairs = items.map { path, fields, observation -> (ItemPath, Observation) in
            guard case .present(var item) = observation else { return (path, observation) }
            let print = Sample.fingerprint(fields, at: path)
            item.value = ObservedValue(underDesired: print, underApplied: print)
            return (path, .present(item))
        }
        return ObservedState(items: Dictionary(pairs) { $1 })
    }

    var applied: AppliedState { journal.with { $0.applied } }

    func plan() -> Plan {
        let plan = Planner.plan(desired: desired, observed: observed, applied: applied, policy: policy)
        let rows = vault.with { state in expired.sorted().map { ($0, state.items[$0]?.row) } }
        let purges = rows.compactMap { path, row in
            row.map { PlannedChange(.purge, id: nil, path: path, reason: .init(.trashExpired), precondition: $0) }
        }
        return Plan(changes: plan.changes + purges, policy: policy, recorded: plan.recorded)
    }

    func apply(
        _ plan: Plan? = nil, parallelism: Int = 4, skipConflicts: Bool = false, holds: [ItemPath: Fingerprint] = [:],
        stop: StopSignal = StopSignal(), observe: @escaping @Sendable (ApplyStep) -> Void = { _ in }
    ) async -> ApplyReport {
        let applier = Applier(
            store: vault, journal: journal, clock: VaultClock(vault: vault), parallelism: parallelism, observe: observe)
        let request = ApplyRequest(
            planID: "p1", sourceCommit: "c1", skipConflicts: skipConflicts, holds: holds)
        return await applier.run(plan ?? self.plan(), request, stop: stop)
    }

    /// What the next run does first where an intent is left.
    func recover() async throws -> RecoveryReceipt? {
        guard let intent = journal.with({ $0.intent }) else { return nil }
        let told = journal.with { $0.revisions.flatMap(\.results) }.filter {
            $0.action == .purge && $0.outcome == .done
        }
        return try await Recoverer(store: vault, journal: journal).run(
            intent, applied: applied, purged: Set(told.map(\.path)))
    }

    func fields(_ selector: String) -> [String: String]? {
        vault.with { $0.items[Sample.path(selector)]?.fields }
    }

    func calls(_ kinds: Call.Kind...) -> [Call] {
        vault.with { $0.calls }.filter { kinds.contains($0.kind) }
    }

    var writes: [Call] { calls(.create, .updateValue, .updateDescription, .delete, .purge) }

    /// Whether Akeyless is exactly as declared, and the ledger records exactly that.
    var isConverged: Bool {
        let items = vault.with { $0.items }
        let declared = Dictionary(declared.map { (Sample.path($0.key), $0.value) }) { $1 }
        guard items.mapValues(\.fields) == declared else { return false }
        let records = applied.records
        return records.count == items.count
            && records.allSatisfy { path, record in
                record.row == items[path]?.row
                    && record.fingerprint == Sample.fingerprint(declared[path] ?? [:], at: path)
            }
    }

    /// Where ``withEveryKindOfChange()`` has `variables/moved` before it is applied.
    static let movedFrom = ItemPath("/before/variables/moved")

    /// One change of every kind, with a moved base and an update of value and description.
    static func withEveryKindOfChange() -> World {
        let world = World()
        world.policy.prune = true
        world.policy.limits = SafetyLimits(delete: .count(100), update: .count(100))
        world.settled("connections/kept", ["conn_type": "http"])
        world.settled("connections/edited", ["conn_type": "http", "host": "a"])
        world.settled("variables/value", ["value": "a", "description": "d"])
        world.settled("variables/description", ["value": "a", "description": "d"])
        world.settled("variables/both", ["value": "a", "description": "d"])
        world.settled("variables/removed", ["value": "a"])
        world.settled("variables/moved", ["value": "same"], at: movedFrom)
        world.settled("variables/gone", ["value": "a"])
        world.settled("variables/touched", ["value": "a"])
        world.vault.with { $0.now += 60 }
        world.declare("connections/edited", ["conn_type": "http", "host": "b", "description": "new"])
        world.declare("connections/new", ["conn_type": "http", "password": "p"])
        world.declare("variables/new", ["value": "n", "description": "with one"])
        world.declare("variables/value", ["value": "b", "description": "d"])
        world.declare("variables/description", ["value": "a", "description": "e"])
        world.declare("variables/both", ["value": "b", "description": "e"])
        world.declare("variables/removed", nil)
        world.declare("variables/gone", nil)
        world.expired = [ItemPath("/trash/prod/7/airflow/variables/x")]
        for path in world.expired { world.vault.put(path, ["value": "x"]) }
        world.declare("variables/there", ["value": "x"])
        world.vault.put(Sample.path("variables/there"), ["value": "x"])
        world.vault.put(Sample.path("variables/touched"), ["value": "a"])
        world.vault.with { state in
            state.items[Sample.path("variables/gone")] = nil
            state.now += 60
        }
        return world
    }
}

extension ApplyReport {
    func result(at path: ItemPath) -> ChangeResult? { results.first { $0.path == path } }
}
