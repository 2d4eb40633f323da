import Planning
import SyncModel
import Synchronization
import TestSupport
import Testing

@testable import Applying

/// What can go wrong after the first write.
@Suite struct ApplierFailureTests {
    typealias Call = Vault.Call

    private let path = Sample.path("variables/a")

    /// One change of a kind on `variables/a` and an unrelated create that must always succeed.
    private func world(_ action: PlanAction) -> World {
        let world = World()
        world.policy.prune = true
        if action != .create { world.settled("variables/a", ["value": "old", "description": "d"]) }
        world.vault.with { $0.now += 60 }
        world.declare("variables/a", action == .delete ? nil : ["value": "new", "description": "d"])
        world.declare("variables/other", ["value": "o"])
        return world
    }

    private func call(_ action: PlanAction) -> Call {
        Call(action == .create ? .create : action == .delete ? .delete : .updateValue, path)
    }

    private static let writes: [PlanAction] = [.create, .update, .delete]

    @Test(arguments: writes, [StoreError.Code.denied, .throttled, .failed])
    func aRefusedChangeIsReportedAndTheRestGoOn(_ action: PlanAction, _ code: StoreError.Code) async {
        let world = world(action)
        world.vault.fail(call(action), .before(StoreError(code, "the service said no")))
        let report = await world.apply()
        #expect(report.result(at: path)?.outcome == .failed)
        #expect(report.result(at: path)?.failure?.detail == "the service said no")
        #expect(report.result(at: Sample.path("variables/other"))?.outcome == .done)
        #expect(report.ending == .finished)
        #expect(!report.intentRemains)
        #expect(applyExit(report) == .partlyApplied)
        #expect(world.journal.with { $0.revisions.map(\.outcome) } == [.partial])
        // The next run needs no flag: nothing it finds looks like somebody else's change.
        #expect(await world.apply().ending == .finished)
        #expect(world.isConverged)
    }

    @Test(arguments: writes) func anAnswerLostAfterTheEffectIsNotWrittenTwice(_ action: PlanAction) async {
        let world = world(action)
        world.vault.fail(call(action), .after(StoreError(.lostAnswer)))
        let report = await world.apply()
        #expect(report.results.allSatisfy { $0.outcome == .done })
        #expect(world.vault.with { $0.calls }.count { $0 == call(action) } == 1)
        #expect(world.isConverged)
    }

    @Test(arguments: writes) func anAnswerLostBeforeTheEffectIsTriedOnceMore(_ action: PlanAction) async {
        let world = world(action)
        world.vault.fail(call(action), .before(StoreError(.lostAnswer)))
        let report = await world.apply()
        #expect(report.results.allSatisfy { $0.outcome == .done })
        #expect(world.vault.with { $0.calls }.count { $0 == call(action) } == 2)
        #expect(world.isConverged)
    }

    @Test(arguments: writes) func twoLostAnswersFailTheChangeAndTheNextRunConverges(_ action: PlanAction) async {
        let world = world(action)
        world.vault.fail(call(action), .before(StoreError(.lostAnswer)), .before(StoreError(.lostAnswer)))
        let report = await world.apply()
        #expect(report.result(at: path)?.outcome == .failed)
        #expect(report.result(at: path)?.failure?.code == .answerLost)
        #expect(!report.intentRemains)
        #expect(await world.apply().ending == .finished)
        #expect(world.isConverged)
    }

    @Test(arguments: writes) func aLostAnswerThatCannotBeResolvedLeavesTheIntent(_ action: PlanAction) async throws {
        let world = world(action)
        world.vault.fail(call(action), .after(StoreError(.lostAnswer)))
        let unreadable = Vault.Fault.before(StoreError(.failed, "no answer"))
        // An update and a delete read once before the call.
        if action == .create {
            world.vault.fail(Call(.read, path), unreadable, unreadable)
        } else {
            world.vault.after(call(action)) { state in
                state.faults[Call(.read, Sample.path("variables/a"))] = [unreadable, unreadable]
            }
        }
        let report = await world.apply()
        // A delete is settled by the listing alone.
        #expect(report.intentRemains == (action != .delete))
        if action != .delete {
            #expect(report.result(at: path)?.outcome == .failed)
            #expect(applyExit(report) == .partlyApplied)
            let receipt = try #require(try await world.recover())
            #expect(receipt.lines.first { $0.entry.path == path }?.verdict == .done)
        }
        #expect(world.isConverged)
        #expect(world.journal.with { $0.intent } == nil)
    }

    @Test func alreadyExistsAfterALostAnswerIsCheckedByValue() async {
        let world = world(.create)
        world.vault.fail(Call(.create, path), .before(StoreError(.lostAnswer)))
        // The first request arrives late: after it was found absent, before it is repeated.
        world.vault.after(Call(.read, path)) {
            $0.write(Sample.path("variables/a"), ["value": "new", "description": "d"])
        }
        let report = await world.apply()
        #expect(report.results.allSatisfy { $0.outcome == .done })
        #expect(world.isConverged)
    }

    @Test func somebodyElsesItemAfterALostAnswerIsNotOurs() async {
        let world = world(.create)
        world.vault.fail(Call(.create, path), .before(StoreError(.lostAnswer)))
        world.vault.after(Call(.read, path)) { $0.write(Sample.path("variables/a"), ["value": "theirs"]) }
        let report = await world.apply()
        #expect(report.result(at: path)?.outcome == .failed)
        #expect(world.fields("variables/a") == ["value": "theirs"])
        #expect(world.applied.records[path] == nil)
    }

    @Test func alreadyExistsAtOnceIsSomebodyElses() async {
        let world = world(.create)
        world.vault.fail(Call(.create, path), .before(StoreError(.alreadyExists)))
        let report = await world.apply()
        #expect(report.result(at: path)?.failure?.code == .appeared)
        #expect(world.vault.with { $0.calls }.count { $0 == Call(.create, path) } == 1)
    }

    @Test(arguments: [PlanAction.update, .delete])
    func aChangeBetweenListingAndWritingIsSeen(_ action: PlanAction) async {
        let world = world(action)
        world.vault.after(Call(.list)) { $0.write(Sample.path("variables/a"), ["value": "theirs"]) }
        let report = await world.apply()
        #expect(report.result(at: path)?.failure?.code == .changedSincePlan)
        #expect(world.fields("variables/a") == ["value": "theirs"])
        #expect(applyExit(report) == .partlyApplied)
        #expect(world.plan().change(at: path)?.action == .conflict)
    }

    @Test(arguments: [PlanAction.update, .delete])
    func anItemDeletedBetweenListingAndWritingIsSeen(_ action: PlanAction) async {
        let world = world(action)
        world.vault.after(Call(.list)) { $0.items[Sample.path("variables/a")] = nil }
        let report = await world.apply()
        #expect(report.result(at: path)?.failure?.code == .vanished)
    }

    @Test(arguments: [PlanAction.update, .delete])
    func aValueThatCannotBeReadIsNotWritten(_ action: PlanAction) async {
        let world = world(action)
        world.vault.fail(Call(.read, path), .before(StoreError(.denied, "no read right")))
        let report = await world.apply()
        #expect(report.result(at: path)?.failure?.code == .notReadable)
        #expect(!world.writes.contains(call(action)))
        #expect(!report.intentRemains)
    }

    @Test func aDeleteThatFindsNothingIsDone() async {
        let world = world(.delete)
        world.vault.after(Call(.read, path)) { $0.items[Sample.path("variables/a")] = nil }
        let report = await world.apply()
        #expect(report.results.allSatisfy { $0.outcome == .done })
        #expect(world.isConverged)
    }

    @Test func anOverwriteRightAfterOursIsFoundByReadingBack() async {
        let world = world(.update)
        world.vault.after(Call(.updateValue, path)) { $0.write(Sample.path("variables/a"), ["value": "theirs"]) }
        let report = await world.apply()
        #expect(report.result(at: path)?.failure?.code == .differsAfterWrite)
        #expect(world.plan().change(at: path)?.action == .conflict)
    }

    @Test func aCreatedItemThatIsGoneAtTheEndIsNotRecorded() async {
        let world = world(.create)
        world.vault.after(Call(.create, path)) { $0.items[Sample.path("variables/a")] = nil }
        let report = await world.apply()
        #expect(report.result(at: path)?.failure?.code == .vanished)
        #expect(world.plan().change(at: path)?.action == .create)
    }

    @Test func aDeletedItemThatIsStillListedStaysRecorded() async {
        let world = world(.delete)
        world.vault.after(Call(.delete, path)) {
            $0.write(Sample.path("variables/a"), ["value": "old", "description": "d"])
        }
        let report = await world.apply()
        #expect(report.result(at: path)?.failure?.code == .stillThere)
        #expect(world.applied.records[path] != nil)
    }

    @Test func aDescriptionThatFailsAfterTheValueIsRecordedAsHalfDone() async {
        let world = World()
        world.settled("variables/a", ["value": "old", "description": "d"])
        world.vault.with { $0.now += 60 }
        world.declare("variables/a", ["value": "new", "description": "e"])
        world.vault.fail(Call(.updateDescription, path), .before(StoreError(.denied, "no right")))
        let report = await world.apply()
        #expect(report.result(at: path)?.failure?.code == .halfDone)
        #expect(report.result(at: path)?.failure?.detail == "Akeyless denied it: no right")
        #expect(applyExit(report) == .failed)
        // What is there is ours, so the next plan simply goes on.
        #expect(world.plan().change(at: path)?.action == .update)
        #expect(world.plan().change(at: path)?.fields.map(\.name) == ["description"])
        #expect(await world.apply().ending == .finished)
        #expect(world.isConverged)
        #expect(world.calls(.updateValue).count == 1)
    }

    @Test(arguments: [false, true]) func aDescriptionsLostAnswerIsResolvedOnItsOwn(_ hasEffect: Bool) async {
        let world = World()
        world.settled("variables/a", ["value": "old", "description": "d"])
        world.vault.with { $0.now += 60 }
        world.declare("variables/a", ["value": "new", "description": "e"])
        world.vault.fail(
            Call(.updateDescription, path),
            hasEffect ? .after(StoreError(.lostAnswer)) : .before(StoreError(.lostAnswer)))
        #expect(await world.apply().results.allSatisfy { $0.outcome == .done })
        #expect(world.calls(.updateValue).count == 1)
        #expect(world.isConverged)
    }

    @Test func theOldHalfOfARenameStaysUntilTheNewOneIsReadBack() async {
        let world = World.withEveryKindOfChange()
        let (old, new) = (World.movedFrom, Sample.path("variables/moved"))
        world.vault.fail(Call(.create, new), .before(StoreError(.denied)))
        let report = await world.apply()
        #expect(report.result(at: old)?.outcome == .notTried)
        #expect(report.result(at: old)?.failure?.code == .renameIncomplete)
        #expect(world.vault.with { $0.items[World.movedFrom]?.fields } == ["value": "same"])
        #expect(report.result(at: Sample.path("variables/removed"))?.outcome == .done)
        #expect(await world.apply().ending == .finished)
        #expect(world.isConverged)
    }

    @Test func theOldHalfOfARenameStaysIfTheNewOneReadsDifferently() async {
        let world = World.withEveryKindOfChange()
        let new = Sample.path("variables/moved")
        world.vault.after(Call(.create, new)) { $0.items[new]?.fields = ["value": "mangled"] }
        let report = await world.apply()
        #expect(report.result(at: new)?.failure?.code == .differsAfterWrite)
        #expect(world.vault.with { $0.items[World.movedFrom]?.fields } == ["value": "same"])
    }

    @Test func aRequestedStopFinishesWhatIsInFlightAndRecordsIt() async {
        let world = World()
        for number in 0..<5 { world.declare("variables/v\(number)", ["value": "a"]) }
        let stop = StopSignal()
        let started = Mutex(0)
        let report = await world.apply(parallelism: 1, stop: stop) { step in
            if case .started = step {
                let count = started.withLock { count in
                    count += 1
                    return count
                }
                if count == 2 { stop.request() }
            }
        }
        #expect(report.ending == .interrupted)
        #expect(report.results.map(\.outcome) == [.done, .done, .notTried, .notTried, .notTried])
        #expect(report.results.last?.failure?.code == .interrupted)
        #expect(applyExit(report) == .partlyApplied)
        #expect(world.applied.records.count == 2)
        #expect(!report.intentRemains)
        #expect(world.vault.with { $0.sleeps } == [])
        _ = await world.apply()
        #expect(world.declared.count == world.applied.records.count)
    }

    @Test func aStopBeforeTheFirstWriteLeavesNothingBehind() async {
        let world = World()
        world.declare("variables/a", ["value": "a"])
        let stop = StopSignal()
        stop.request()
        let report = await world.apply(stop: stop)
        #expect(report.results.map(\.outcome) == [.notTried])
        #expect(applyExit(report) == .failed)
        #expect(world.journal.with { $0.intents } == 0)
        #expect(world.journal.with { $0.revisions.isEmpty })
    }

    @Test func cancellingTheTaskIsARequestToStop() async {
        let world = World()
        world.declare("variables/a", ["value": "a"])
        let report = await withTaskGroup(of: ApplyReport.self) { group in
            group.cancelAll()
            let (plan, vault, journal) = (world.plan(), world.vault, world.journal)
            group.addTask {
                let applier = Applier(store: vault, journal: journal, clock: VaultClock(vault: vault))
                return await applier.run(plan, ApplyRequest(planID: "p"))
            }
            return await group.next()
        }
        #expect(report?.ending == .interrupted)
    }

    @Test func aLostLoginStopsFurtherWrites() async {
        let world = World()
        for number in 0..<5 { world.declare("variables/v\(number)", ["value": "a"]) }
        world.vault.fail(Call(.create, Sample.path("variables/v2")), .before(StoreError(.loginLost, "expired")))
        let report = await world.apply(parallelism: 1)
        #expect(report.ending == .loginLost)
        #expect(report.results.map(\.outcome) == [.done, .done, .failed, .notTried, .notTried])
        #expect(applyExit(report) == .partlyApplied)
        #expect(world.applied.records.count == 2)
    }

    @Test func whatCannotBeListedAtTheEndIsLeftToTheNextRun() async throws {
        let world = World.withEveryKindOfChange()
        world.vault.after(Call(.delete, World.movedFrom)) {
            $0.faults[Call(.list)] = [.before(StoreError(.loginLost, "expired"))]
        }
        let report = await world.apply()
        #expect(report.ending == .notRecorded(ApplyProblem(.accessDenied, "expired")))
        #expect(report.intentRemains)
        #expect(applyExit(report) == .partlyApplied)
        #expect(report.result(at: Sample.path("variables/there"))?.failure?.code == .notRecorded)
        _ = try await world.recover()
        #expect(world.isConverged)
    }

    @Test func aLedgerThatCannotBeWrittenLeavesTheIntent() async throws {
        let world = World.withEveryKindOfChange()
        world.journal.with { $0.failures["finish"] = JournalError(.failed, "disk full") }
        let report = await world.apply()
        #expect(report.ending == .notRecorded(ApplyProblem(.failed, "disk full")))
        #expect(applyExit(report) == .partlyApplied)
        #expect(report.result(at: Sample.path("variables/there"))?.outcome == .failed)
        #expect(report.result(at: Sample.path("variables/new"))?.outcome == .done)
        world.journal.with { $0.failures = [:] }
        _ = try await world.recover()
        #expect(world.isConverged)
    }

    @Test func anIntentThatCannotBeRemovedIsResolvedWithoutARevision() async throws {
        let world = World.withEveryKindOfChange()
        world.journal.with { $0.failures["removeIntent"] = JournalError(.failed, "busy") }
        let report = await world.apply()
        #expect(report.ending == .finished)
        #expect(report.intentRemains)
        #expect(applyExit(report) == .done)
        world.journal.with { $0.failures = [:] }
        let receipt = try #require(try await world.recover())
        #expect(receipt.isRecordedAlready)
        #expect(world.journal.with { $0.revisions.count } == 1)
        #expect(world.journal.with { $0.intent } == nil)
    }

    @Test func onlyFailuresAreAFailure() async {
        let world = World()
        world.declare("variables/a", ["value": "a"])
        world.vault.fail(Call(.create, path), .before(StoreError(.failed, "no")))
        let report = await world.apply()
        #expect(applyExit(report) == .failed)
        #expect(world.journal.with { $0.revisions.map(\.outcome) } == [.partial])
    }
}
