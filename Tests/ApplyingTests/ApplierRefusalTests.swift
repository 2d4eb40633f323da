import Planning
import SyncModel
import TestSupport
import Testing

@testable import Applying

/// Everything that stops an apply before its first write.
@Suite struct ApplierRefusalTests {
    typealias Call = Vault.Call

    private func expectNothingWritten(_ world: World, sourceLocation: Testing.SourceLocation = #_sourceLocation) {
        #expect(world.writes.isEmpty, sourceLocation: sourceLocation)
        #expect(world.journal.with { $0.intent } == nil, sourceLocation: sourceLocation)
        #expect(world.journal.with { $0.revisions.isEmpty }, sourceLocation: sourceLocation)
    }

    private func conflicting() -> World {
        let world = World()
        world.declare("variables/fine", ["value": "a"])
        world.declare("variables/theirs", ["value": "ours"])
        world.vault.put(Sample.path("variables/theirs"), ["value": "theirs"])
        return world
    }

    @Test func aConflictStopsEverything() async {
        let world = conflicting()
        let report = await world.apply()
        #expect(report.ending == .refused(.conflicts(count: 1)))
        #expect(applyExit(report) == .driftOrConflict)
        expectNothingWritten(world)
    }

    @Test func aSkippedConflictIsLeftAndToldAtTheEnd() async {
        let world = conflicting()
        let report = await world.apply(skipConflicts: true)
        #expect(report.ending == .finished)
        #expect(report.skipped == 1)
        #expect(applyExit(report) == .driftOrConflict)
        #expect(world.fields("variables/theirs") == ["value": "theirs"])
        #expect(world.fields("variables/fine") == ["value": "a"])
        #expect(applyExit(await world.apply(skipConflicts: true)) == .driftOrConflict)
    }

    @Test func aBlockedItemStopsEverything() async {
        let world = World()
        world.settled("variables/a", ["value": "a"])
        world.declare("variables/b", ["value": "b"])
        world.vault.with { $0.items[Sample.path("variables/a")]?.blocked = "it is disabled" }
        let report = await world.apply()
        #expect(report.ending == .refused(.errors(count: 1)))
        #expect(applyExit(report) == .failed)
        expectNothingWritten(world)
    }

    @Test func driftAloneIsLeft() async {
        let world = World()
        world.settled("variables/a", ["value": "a"])
        world.vault.with { $0.now += 60 }
        world.vault.put(Sample.path("variables/a"), ["value": "b"])
        let report = await world.apply()
        #expect(report.ending == .nothingToDo)
        #expect(applyExit(report) == .done)
        expectNothingWritten(world)
    }

    @Test func anExceededLimitIsRefusedUnlessForced() async {
        let world = World()
        for number in 0..<10 { world.settled("variables/v\(number)", ["value": "a"]) }
        for number in 0..<4 { world.declare("variables/v\(number)", ["value": "b"]) }
        let report = await world.apply()
        guard case .refused(.limits(let breaches)) = report.ending else {
            Issue.record("not refused: \(report.ending)")
            return
        }
        #expect(breaches.map(\.count) == [4])
        #expect(applyExit(report) == .safetyLimit)
        expectNothingWritten(world)
        world.policy.force = true
        #expect(await world.apply().ending == .finished)
    }

    @Test func unresolvedValuesAreNeverWritten() async {
        let world = World()
        var plan = Planner.plan(
            desired: Sample.desiredState(Sample.desired("connections/x", ["host": "a"], unresolved: ["password"])),
            observed: ObservedState(), applied: AppliedState(), policy: PlanPolicy(force: true))
        plan.policy.force = true
        let report = await world.apply(plan, skipConflicts: true)
        #expect(report.ending == .refused(.unresolvedValues(count: 1)))
        #expect(applyExit(report) == .invalidInput)
        expectNothingWritten(world)
    }

    @Test(arguments: ["appeared", "vanished", "changed", "blocked", "unknown"])
    func anItemThatIsNoLongerAsPlannedMakesThePlanStale(_ kind: String) async throws {
        let world = World()
        world.settled("variables/a", ["value": "a"])
        world.declare("variables/a", ["value": "b"])
        world.declare("variables/new", ["value": "n"])
        let plan = world.plan()
        let (existing, new) = (Sample.path("variables/a"), Sample.path("variables/new"))
        world.vault.with { state in
            state.now += 60
            switch kind {
            case "appeared": state.write(new, ["value": "n"])
            case "vanished": state.items[existing] = nil
            case "changed": state.write(existing, ["value": "a"])
            case "blocked": state.items[existing]?.blocked = "it is disabled"
            default: break
            }
        }
        let report: ApplyReport
        if kind == "unknown" {
            let applier = Applier(
                store: ForgetfulStore(), journal: world.journal, clock: VaultClock(vault: world.vault))
            report = await applier.run(plan, ApplyRequest(planID: "p"))
        } else {
            report = await world.apply(plan)
        }
        guard case .stale(let items) = report.ending else {
            Issue.record("not stale: \(report.ending)")
            return
        }
        #expect(items.first?.kind.rawValue == kind)
        #expect(applyExit(report) == .stale)
        expectNothingWritten(world)
    }

    @Test func aProtectedItemThatIsToBeDeletedMakesThePlanStale() async {
        let world = World()
        world.policy.prune = true
        world.settled("variables/a", ["value": "a"])
        world.declare("variables/a", nil)
        let plan = world.plan()
        world.vault.with { $0.items[Sample.path("variables/a")]?.isDeleteProtected = true }
        #expect(await world.apply(plan).ending == .stale([StaleItem(path: Sample.path("variables/a"), kind: .blocked)]))
    }

    @Test(arguments: [(StoreError.Code.denied, ExitCode.accessDenied), (.loginLost, .accessDenied), (.failed, .failed)])
    func aFailedListingStopsBeforeAnything(_ code: StoreError.Code, _ exit: ExitCode) async {
        let world = World()
        world.declare("variables/a", ["value": "a"])
        world.vault.fail(Call(.list), .before(StoreError(code, "no")))
        #expect(applyExit(await world.apply()) == exit)
        expectNothingWritten(world)
    }

    @Test(arguments: [
        (JournalError.Code.locked, ExitCode.locked), (.moved, .stale), (.failed, .failed),
    ]) func nothingIsWrittenThatCouldNotBeAnnounced(_ code: JournalError.Code, _ exit: ExitCode) async {
        let world = World()
        world.declare("variables/a", ["value": "a"])
        world.journal.with { $0.failures["writeIntent"] = JournalError(code, "no") }
        let report = await world.apply()
        #expect(applyExit(report) == exit)
        #expect(report.results.isEmpty)
        expectNothingWritten(world)
    }
}

/// A store whose listing answers for nothing it is asked.
private struct ForgetfulStore: SecretStore {
    func list(_ paths: Set<ItemPath>, toCreate: Set<ItemPath>) async throws(StoreError) -> StoreListing {
        StoreListing(items: [:], answeredAt: nil)
    }
    func read(_ requests: [ReadRequest]) async -> [ItemPath: Result<EntryFingerprint, StoreError>] { [:] }
    func create(_ path: ItemPath) async throws(StoreError) { throw StoreError(.failed) }
    func updateValue(_ path: ItemPath) async throws(StoreError) { throw StoreError(.failed) }
    func updateDescription(_ path: ItemPath) async throws(StoreError) { throw StoreError(.failed) }
    func delete(_ path: ItemPath) async throws(StoreError) { throw StoreError(.failed) }
    func purge(_ path: ItemPath) async throws(StoreError) { throw StoreError(.failed) }
}
