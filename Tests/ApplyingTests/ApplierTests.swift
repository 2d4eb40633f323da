import Planning
import SyncModel
import Synchronization
import TestSupport
import Testing

@testable import Applying

@Suite struct ApplierTests {
    typealias Call = Vault.Call

    @Test(arguments: [1, 64]) func everyKindOfChangeIsCarriedOutAndRecorded(_ parallelism: Int) async {
        let world = World.withEveryKindOfChange()
        let report = await world.apply(parallelism: parallelism)
        #expect(report.ending == .finished)
        #expect(report.results.allSatisfy { $0.outcome == .done })
        #expect(report.revision == "r1")
        #expect(!report.intentRemains)
        #expect(world.isConverged)
        #expect(applyExit(report) == .done)
        let revision = world.journal.with { $0.revisions.first }
        #expect(revision?.outcome == .complete)
        #expect(revision?.puts.allSatisfy { !$0.racy && $0.sourceCommit == "c1" } == true)
        #expect(
            Set(revision?.removals.map(\.rawValue) ?? [])
                == [World.movedFrom.rawValue, "/airflow/variables/removed", "/airflow/variables/gone"])
    }

    @Test func aSecondRunDoesNothing() async {
        let world = World.withEveryKindOfChange()
        _ = await world.apply()
        let before = world.vault.with { $0.calls.count }
        #expect(!world.plan().summary.hasPending)
        let report = await world.apply()
        #expect(report.ending == .nothingToDo)
        #expect(world.vault.with { $0.calls.count } == before)
        #expect(world.journal.with { $0.intents } == 1)
        #expect(applyExit(report) == .done)
    }

    @Test func resultsDoNotDependOnTheConcurrency() async {
        let (one, many) = (World.withEveryKindOfChange(), World.withEveryKindOfChange())
        for world in [one, many] {
            world.vault.fail(Call(.create, Sample.path("variables/new")), .before(StoreError(.denied)))
        }
        let (first, second) = (await one.apply(parallelism: 1), await many.apply(parallelism: 64))
        #expect(first.results == second.results)
        #expect(first.ending == second.ending)
        #expect(one.vault.with { $0.items.mapValues(\.fields) } == many.vault.with { $0.items.mapValues(\.fields) })
    }

    @Test(arguments: [1, 3]) func theConcurrencyIsBounded(_ parallelism: Int) async {
        let world = World()
        for number in 0..<20 { world.declare("variables/v\(number)", ["value": "a"]) }
        _ = await world.apply(parallelism: parallelism)
        #expect(world.vault.with { $0.mostInFlight } <= parallelism)
        #expect(world.isConverged)
    }

    @Test func aRefreshAloneMakesNoRevisionAndRidesAlongWithAnother() async {
        let world = World()
        world.settled("variables/a", ["value": "a"])
        world.vault.with { $0.now += 60 }
        world.vault.put(Sample.path("variables/a"), ["value": "a"])
        #expect(world.plan().changes.map(\.action) == [.refresh])
        #expect(await world.apply().ending == .nothingToDo)
        #expect(world.journal.with { $0.intents } == 0)
        world.declare("variables/b", ["value": "b"])
        #expect(await world.apply().results.map(\.action) == [.refresh, .create])
        #expect(world.isConverged)
    }

    @Test func whatIsOnlyRecordedIsNotReadOrWritten() async {
        let world = World()
        world.declare("variables/a", ["value": "a"])
        world.vault.put(Sample.path("variables/a"), ["value": "a"])
        world.vault.with { $0.now += 60 }
        let report = await world.apply()
        #expect(report.ending == .finished)
        #expect(world.vault.with { $0.calls } == [Call(.list)])
        #expect(world.isConverged)
    }

    @Test func deletesComeAfterEverythingElse() async {
        let world = World.withEveryKindOfChange()
        _ = await world.apply(parallelism: 64)
        let kinds = world.writes.map(\.kind)
        let first = kinds.firstIndex(of: .delete) ?? 0
        #expect(kinds[first...].allSatisfy { $0 == .delete || $0 == .purge })
        #expect(kinds.last == .purge)
        #expect(kinds.count { $0 == .delete } == 2)
    }

    @Test func valueAndDescriptionAreWrittenOnlyWhereTheyChanged() async {
        let world = World.withEveryKindOfChange()
        _ = await world.apply(parallelism: 1)
        #expect(
            world.calls(.updateValue, .updateDescription) == [
                Call(.updateValue, Sample.path("connections/edited")),
                Call(.updateValue, Sample.path("variables/both")),
                Call(.updateDescription, Sample.path("variables/both")),
                Call(.updateDescription, Sample.path("variables/description")),
                Call(.updateValue, Sample.path("variables/value")),
            ])
    }

    @Test func theIntentSaysEnoughToRecoverWithoutFiles() async throws {
        let world = World.withEveryKindOfChange()
        world.journal.with { $0.failures["finish"] = JournalError(.failed, "disk full") }
        _ = await world.apply()
        let intent = try #require(world.journal.with { $0.intent })
        #expect(intent.entries.count == 13)
        let edited = try #require(intent.entries.first { $0.path == Sample.path("connections/edited") })
        #expect(edited.before == Sample.fingerprint(["conn_type": "http", "host": "a"], at: edited.path))
        #expect(edited.fields == ["description", "host"])
        #expect(intent.sourceCommit == "c1")
    }

    @Test func stepsAreToldInOrder() async {
        let steps = Mutex<[ApplyStep]>([])
        let world = World()
        world.declare("variables/a", ["value": "a"])
        _ = await world.apply { step in steps.withLock { $0.append(step) } }
        let path = Sample.path("variables/a")
        #expect(
            steps.withLock { $0 } == [
                .listing, .announcing(changes: 1), .started(.create, path), .ended(.create, path, .done),
                .waiting(.seconds(3)), .readingBack(items: 1), .recording, .recorded(revision: "r1"),
            ])
    }

    @Test func aRollbackHoldsWhatItRejected() async {
        let world = World()
        world.settled("variables/a", ["value": "a"])
        world.declare("variables/a", ["value": "b"])
        let rejected = Fingerprint(hex: "00")
        let holds = [Sample.path("variables/a"): rejected, Sample.path("variables/other"): rejected]
        _ = await world.apply(holds: holds)
        #expect(world.applied.holds == [Sample.path("variables/a"): rejected])
        world.declare("variables/a", ["value": "c"])
        _ = await world.apply()
        #expect(world.applied.holds.isEmpty)
    }
}

@Suite struct RacinessTests {
    @Test func anApplyWaitsUntilTheDatesAreProof() async {
        let world = World()
        world.declare("variables/a", ["value": "a"])
        _ = await world.apply()
        #expect(world.vault.with { $0.sleeps } == [.seconds(3)])
        #expect(world.applied.records.values.map(\.racy) == [false])
        #expect(world.calls(.list).count == 3)
    }

    @Test func anOldDateNeedsNoWait() async {
        let world = World()
        world.declare("variables/a", ["value": "a"])
        world.vault.after(Vault.Call(.create, Sample.path("variables/a"))) { $0.now += 10 }
        _ = await world.apply()
        #expect(world.vault.with { $0.sleeps } == [])
        #expect(world.applied.records.values.map(\.racy) == [false])
    }

    @Test func withoutADateEveryRecordIsRacy() async {
        let world = World()
        world.declare("variables/a", ["value": "a"])
        world.vault.with { $0.hasDate = false }
        _ = await world.apply()
        #expect(world.vault.with { $0.sleeps } == [])
        #expect(world.applied.records.values.map(\.racy) == [true])
    }

    @Test(arguments: [(0, true), (1, true), (2, true), (3, false), (-5, true), (60, false)])
    func moreThanTwoSecondsAreProof(_ seconds: Int64, _ isRacy: Bool) throws {
        let row = RowStamp(itemID: 1, lastVersion: 1, modificationDate: "2026-03-01T12:00:00Z")
        let modified = try #require(ServiceTime(rfc3339: row.modificationDate))
        let answered = ServiceTime(secondsSince1970: modified.secondsSince1970 + seconds)
        #expect(Raciness.isRacy(row, answeredAt: answered) == isRacy)
        #expect(Raciness.isRacy(row, answeredAt: nil))
        #expect(Raciness.isRacy(RowStamp(itemID: 1, lastVersion: 1, modificationDate: "?"), answeredAt: answered))
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", Int64(0)), ("2026-03-01T12:00:00Z", 1_772_366_400),
        ("2000-02-29T23:59:59Z", 951_868_799),
        ("2026-03-01T12:00:00.123456789Z", 1_772_366_400), ("2026-03-01T14:00:00+02:00", 1_772_366_400),
        ("2026-03-01T06:30:00-05:30", 1_772_366_400), ("1969-12-31T23:59:59Z", -1),
        ("2026-03-01t12:00:00z", 1_772_366_400),
    ]) func serviceTimesAreRead(_ text: String, _ seconds: Int64) {
        #expect(ServiceTime(rfc3339: text)?.secondsSince1970 == seconds)
    }

    @Test(arguments: [
        "", "2026-03-01", "2026-03-01T12:00:00", "2026-13-01T12:00:00Z", "2026-03-01T12:00:00+2",
        "x026-03-01T12:00:00Z",
    ])
    func otherTextsAreNoTimes(_ text: String) {
        #expect(ServiceTime(rfc3339: text) == nil)
    }
}
