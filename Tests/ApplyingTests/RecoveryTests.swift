import Planning
import SyncModel
import TestSupport
import Testing

@testable import Applying

@Suite struct RecoveryTests {
    private let path = Sample.path("variables/a")

    private func print(_ fields: [String: String]?) -> EntryFingerprint? {
        fields.map { Sample.fingerprint($0, at: path) }
    }

    private func entry(_ action: PlanAction, before: [String: String]?, after: [String: String]?) -> IntentEntry {
        IntentEntry(
            action: action, id: Sample.id("variables/a"), path: path, before: print(before), after: print(after),
            endsHold: true)
    }

    private func decide(
        _ entry: IntentEntry, now: [String: String]?, applied: AppliedState = AppliedState()
    ) -> RecoveryReceipt {
        let state = print(now).map { RecoveryObservation.present($0, row: Sample.row(2), racy: true) } ?? .absent
        let intent = ApplyIntent(planID: "p", sourceCommit: "c", entries: [entry])
        return Recovery.decide(intent, now: [path: state], applied: applied)
    }

    private static let (a, b, c) = (["value": "a"], ["value": "b"], ["value": "c"])

    @Test(
        arguments: [
            (PlanAction.create, nil, b, nil, RecoveryVerdict.notDone), (.create, nil, b, b, .done),
            (.create, nil, b, c, .changedBySomeoneElse), (.update, a, b, a, .notDone), (.update, a, b, b, .done),
            (.update, a, b, c, .changedBySomeoneElse), (.update, a, b, nil, .changedBySomeoneElse),
            (.delete, a, nil, a, .notDone), (.delete, a, nil, nil, .done), (.delete, a, nil, c, .changedBySomeoneElse),
            (.adopt, b, b, b, .done), (.adopt, b, b, c, .changedBySomeoneElse),
            (.adopt, b, b, nil, .changedBySomeoneElse),
            (.refresh, b, b, b, .done), (.forget, nil, nil, nil, .done), (.forget, nil, nil, c, .changedBySomeoneElse),
        ] as [(PlanAction, [String: String]?, [String: String]?, [String: String]?, RecoveryVerdict)])
    func theFingerprintTellsWhatHappened(
        _ action: PlanAction, _ before: [String: String]?, _ after: [String: String]?, _ now: [String: String]?,
        _ verdict: RecoveryVerdict
    ) {
        let applied = Sample.appliedState(Sample.record("variables/a", Self.a))
        let receipt = decide(entry(action, before: before, after: after), now: now, applied: applied)
        #expect(receipt.lines.map(\.verdict) == [verdict])
        let isDone = verdict == .done
        #expect(receipt.puts.count == (isDone && now != nil ? 1 : 0))
        #expect(receipt.removals.count == (isDone && now == nil ? 1 : 0))
        #expect(receipt.endedHolds == (isDone ? [path] : []))
    }

    @Test(arguments: [
        (RecoveryObservation.unread, false, RecoveryVerdict.notDone), (.absent, false, .done),
        (.absent, true, .alreadyRecorded), (.unknown(reason: "denied"), false, .unknown(reason: "denied")),
    ])
    func whatLeavesTheTrashIsJudgedByBeingThere(_ now: RecoveryObservation, _ isTold: Bool, _ verdict: RecoveryVerdict)
    {
        let entry = IntentEntry(action: .purge, id: nil, path: path, before: nil, after: nil)
        let intent = ApplyIntent(planID: "p", sourceCommit: "c", entries: [entry])
        let receipt = Recovery.decide(intent, now: [path: now], applied: AppliedState(), purged: isTold ? [path] : [])
        #expect(receipt.lines.map(\.verdict) == [verdict])
        #expect(receipt.puts.isEmpty && receipt.removals.isEmpty)
        #expect(receipt.results.count == (isTold ? 0 : 1))
    }

    @Test func whatIsRecordedIsWhatIsThere() throws {
        let receipt = decide(entry(.update, before: Self.a, after: Self.b), now: Self.b)
        let record = try #require(receipt.puts.first)
        #expect(record.row == Sample.row(2))
        #expect(record.racy)
        #expect(record.sourceCommit == "c")
        #expect(record.fingerprint == print(Self.b))
    }

    /// A message may only tell what its commit does: what an interrupted run recorded itself is not told again.
    @Test func whatTheLedgerSaysAlreadyIsNotToldAgain() {
        let recorded = Sample.record("variables/a", Self.b, row: Sample.row(2))
        let other = Sample.path("variables/other")
        let open = IntentEntry(
            action: .create, id: Sample.id("variables/other"), path: other, before: nil,
            after: Sample.fingerprint(Self.b, at: other))
        let intent = ApplyIntent(
            planID: "p", sourceCommit: nil,
            entries: [entry(.update, before: Self.a, after: Self.b), open])
        let receipt = Recovery.decide(
            intent,
            now: [
                path: .present(recorded.fingerprint, row: Sample.row(2), racy: false),
                other: .present(Sample.fingerprint(Self.b, at: other), row: Sample.row(1), racy: false),
            ],
            applied: Sample.appliedState(recorded))
        #expect(receipt.lines.map(\.verdict) == [.alreadyRecorded, .done])
        #expect(!receipt.isRecordedAlready)
        #expect(receipt.results.map(\.path) == [other])
        #expect(receipt.puts.map(\.path) == [other])
    }

    @Test func aValueWithoutItsDescriptionIsHalfDone() {
        let change = entry(
            .update, before: ["value": "a", "description": "d"], after: ["value": "b", "description": "e"])
        #expect(decide(change, now: ["value": "b", "description": "d"]).lines.map(\.verdict) == [.halfDone])
        #expect(decide(change, now: ["value": "b", "description": "d"]).puts.count == 1)
        #expect(
            decide(change, now: ["value": "a", "description": "e"]).lines.map(\.verdict) == [.changedBySomeoneElse])
    }

    @Test func aConnectionIsNeverHalfDone() {
        let path = Sample.path("connections/x")
        let (before, after) = (["host": "a", "description": "d"], ["host": "b", "description": "e"])
        let change = IntentEntry(
            action: .update, id: Sample.id("connections/x"), path: path, before: Sample.fingerprint(before, at: path),
            after: Sample.fingerprint(after, at: path))
        #expect(!change.isHalfDone(Sample.fingerprint(["host": "b", "description": "d"], at: path)))
    }

    @Test func anUnknownItemLeavesEverythingOpen() async throws {
        let intent = ApplyIntent(
            planID: "p", sourceCommit: nil, entries: [entry(.create, before: nil, after: Self.b)])
        let receipt = Recovery.decide(intent, now: [:], applied: AppliedState())
        #expect(!receipt.isCertain)
        #expect(receipt.results.map(\.outcome) == [.failed])
    }

    @Test func anIntentThatCannotBeReadStays() async throws {
        let world = World()
        world.declare("variables/a", Self.b)
        world.power.limit(6)
        _ = await world.apply()
        world.power.restore()
        #expect(world.journal.with { $0.intent } != nil)
        world.vault.fail(Vault.Call(.read, path), .before(StoreError(.denied)))
        let receipt = try await world.recover()
        #expect(receipt?.isCertain == false)
        #expect(world.journal.with { $0.intent } != nil)
        #expect(world.journal.with { $0.revisions.isEmpty })
        await #expect(throws: ApplyProblem.self) {
            world.vault.fail(Vault.Call(.list), .before(StoreError(.failed, "no")))
            _ = try await world.recover()
        }
        #expect(try await world.recover()?.revision == "r1")
        #expect(world.isConverged)
    }

    /// Cuts the power after every single effect: before it, after it, in the store and in the ledger.
    @Test(arguments: [1, 64]) func killedAnywhereTheNextRunConverges(_ parallelism: Int) async throws {
        var cut = 1
        while true {
            let world = World.withEveryKindOfChange()
            let plan = world.plan()
            world.power.limit(cut)
            _ = await world.apply(plan, parallelism: parallelism)
            let isCut = world.power.isCut
            world.power.restore()
            if let receipt = try await world.recover() { #expect(receipt.isCertain, "cut \(cut)") }
            #expect(world.journal.with { $0.intent } == nil, "cut \(cut)")
            let next = world.plan()
            #expect(next.changes.allSatisfy { !$0.action.stopsApply && $0.action != .drift }, "cut \(cut)")
            _ = await world.apply(next, parallelism: parallelism)
            #expect(world.isConverged, "cut \(cut)")
            #expect(!world.plan().summary.hasPending, "cut \(cut)")
            // No write happened twice: each item has the versions it would have without the cut.
            #expect(world.vault.with { $0.items[Sample.path("connections/edited")]?.version } == 2, "cut \(cut)")
            #expect(world.vault.with { $0.items[Sample.path("variables/both")]?.version } == 3, "cut \(cut)")
            #expect(world.vault.with { $0.items[Sample.path("variables/new")]?.version } == 1, "cut \(cut)")
            guard isCut else { break }
            cut += 1
        }
        #expect(cut > 60)
    }

    /// A recovery that is itself killed can be run again.
    @Test func aKilledRecoveryIsRecovered() async throws {
        for cut in 1...60 {
            let world = World.withEveryKindOfChange()
            world.power.limit(40)
            _ = await world.apply(parallelism: 1)
            world.power.limit(cut)
            _ = try? await world.recover()
            world.power.restore()
            _ = try await world.recover()
            _ = await world.apply()
            #expect(world.isConverged, "cut \(cut)")
        }
    }

    @Test func aRollbackThatDiedHoldsWhatItHadRejected() {
        let hold = [path: Fingerprint(hex: "aa")]
        func decide(_ now: [String: String]) -> RecoveryReceipt {
            let intent = ApplyIntent(
                planID: "p", sourceCommit: nil,
                entries: [entry(.update, before: Self.a, after: Self.b)], holds: hold, outcome: .rollback)
            let state = RecoveryObservation.present(
                Sample.fingerprint(now, at: path), row: Sample.row(2), racy: false)
            return Recovery.decide(intent, now: [path: state], applied: AppliedState())
        }
        #expect(decide(Self.b).newHolds == hold)
        #expect(decide(Self.a).newHolds.isEmpty)
        #expect(decide(Self.c).newHolds.isEmpty)
    }
}
