import SyncModel
import TestSupport
import Testing

@testable import Planning

/// A connection that is declared under a new base path and gone from the old one.
@Suite struct RenameTests {
    private static let (a, b) = (["host": "a"], ["host": "b"])
    private let id = Sample.id("connections/x")
    private let old = Sample.path("connections/x")
    private let new = ItemPath("/new/connections/x")

    private func declared() -> DesiredEntry {
        var entry = Sample.desired("connections/x", Self.a)
        entry.path = new
        entry.fingerprint = Sample.fingerprint(Self.a, at: new)
        return entry
    }

    private func present(_ fields: [String: String], blocked: String? = nil, at path: ItemPath) -> ObservedItem {
        let value = Sample.fingerprint(fields, at: path)
        return ObservedItem(
            path: path, row: Sample.row(1), blocked: blocked,
            value: ObservedValue(underDesired: value, underApplied: value))
    }

    /// Plans the move, with one more item observed and with what else the ledger says.
    private func moved(
        _ policy: PlanPolicy = PlanPolicy(prune: true), there: ObservedItem? = nil,
        applied more: (inout AppliedState) -> Void = { _ in }
    ) -> Plan {
        var observed = Sample.observedState(present(Self.a, at: old))
        if let there { observed.items[there.path] = .present(there) }
        var applied = Sample.appliedState(Sample.record("connections/x", Self.a))
        more(&applied)
        return Planner.plan(
            desired: Sample.desiredState(declared()), observed: observed, applied: applied, policy: policy)
    }

    @Test(arguments: [false, true]) func aMovedBaseIsAPair(_ prune: Bool) {
        let plan = moved(PlanPolicy(prune: prune))
        #expect(plan.change(at: new)?.action == .create)
        #expect(plan.change(at: new)?.renamedFrom == old)
        #expect(plan.change(at: old)?.action == (prune ? .delete : .orphan))
        #expect(plan.change(at: old)?.renamedTo == new)
    }

    @Test func theOldHalfBelongsToTheNewOneWhateverBecomesOfThat() {
        let record = Sample.record("connections/x", Self.a, at: new)
        let theirs = present(Self.b, at: new)
        let plans: [(PlanAction, Plan)] = [
            (.adopt, moved(there: present(Self.a, at: new))),
            (.update, moved(PlanPolicy(prune: true, overwriteUnmanaged: true), there: theirs)),
            (.conflict, moved(there: theirs)),
            (.error, moved(there: present(Self.b, blocked: "it carries the tag of another project", at: new))),
            (.excluded, moved(PlanPolicy(prune: true, exclude: [Glob(new.rawValue)]))),
            (.held, moved { $0.holds[new] = declared().fingerprint.whole }),
            (.drift, moved { $0.records[new] = record }),
            (.create, moved(PlanPolicy(prune: true, overwriteDrift: true)) { $0.records[new] = record }),
        ]
        for (action, plan) in plans {
            #expect(plan.change(at: new)?.action == action)
            #expect(plan.change(at: old)?.action == .delete)
            #expect(plan.change(at: old)?.renamedTo == new, "\(action)")
        }
    }

    @Test func soDoesTheOldHalfOfWhatAMirrorCannotCarry() {
        let obstacle = PlannedChange(.excluded, id: id, path: new, reason: ChangeReason(.notMirrored))
        let plan = Planner.plan(
            desired: DesiredState(), observed: Sample.observedState(present(Self.a, at: old)),
            applied: Sample.appliedState(Sample.record("connections/x", Self.a)), policy: PlanPolicy(prune: true),
            settled: [new: obstacle])
        #expect(plan.change(at: old)?.renamedTo == new)
    }

    @Test func allOldHalvesBelongToTheNewOne() {
        let older = ItemPath("/older/connections/x")
        let plan = moved(there: present(Self.a, at: older)) {
            $0.records[older] = Sample.record("connections/x", Self.a, at: older)
        }
        #expect(plan.summary[.delete] == 2)
        #expect([old, older].allSatisfy { plan.change(at: $0)?.renamedTo == new })
    }

    @Test func whatMovedEarlierIsNoPair() {
        let plan = moved(there: present(Self.a, at: new)) {
            $0.records[new] = Sample.record("connections/x", Self.a, at: new)
        }
        #expect(plan.change(at: new)?.action == .unchanged)
        #expect(plan.change(at: old)?.action == .delete)
        #expect(plan.changes.allSatisfy { $0.renamedFrom == nil && $0.renamedTo == nil })
    }

    @Test(arguments: [false, true]) func anotherNameIsAPairWhereTheMeaningIsTheSame(_ isSame: Bool) {
        var desired = Sample.desiredState(Sample.desired("variables/new", ["value": "a"]))
        let (old, new) = (Sample.path("variables/old"), Sample.path("variables/new"))
        if isSame { desired.renames = [new: old] }
        let plan = Planner.plan(
            desired: desired, observed: Sample.observedState(Sample.present("variables/old", ["value": "a"])),
            applied: Sample.appliedState(Sample.record("variables/old", ["value": "a"])), policy: PlanPolicy())
        #expect(plan.changes.map(\.action) == [.create, .orphan])
        #expect(plan.change(at: new)?.renamedFrom == (isSame ? old : nil))
        #expect(plan.change(at: old)?.renamedTo == (isSame ? new : nil))
    }
}
