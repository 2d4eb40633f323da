import Foundation
import SyncModel
import TestSupport
import Testing

@testable import Ledger

@Suite struct LedgerTests {
    private typealias Fixture = LedgerFixture

    @Test func aLedgerThatWasNotBegunIsEmpty() async throws {
        let fixture = try await Fixture()
        let state = try await fixture.ledger.appliedState()
        #expect(state.revision == nil && state.keyID == nil && state.records.isEmpty && state.holds.isEmpty)
        #expect(try await fixture.ledger.history().entries.isEmpty)
        #expect(try await fixture.ledger.verify().revisions == 0)
        #expect(try await fixture.ledger.lastContext() == nil)
    }

    @Test func whatIsAppendedIsRead() async throws {
        let fixture = try await Fixture()
        let records = (0..<5).map { Fixture.record("/airflow/connections/c\($0)") }
        let first = try await fixture.apply(records)
        let second = try await fixture.apply(
            [Fixture.record("/airflow/connections/c1", version: 2)], deleting: ["/airflow/connections/c0"],
            holds: [ItemPath("/airflow/connections/c3"): Fingerprint(hex: "aa")])
        let state = try await fixture.ledger.appliedState()
        #expect(state.revision == second && state.keyID == Fixture.key.id)
        #expect(state.records.count == 4)
        #expect(
            state.records[ItemPath("/airflow/connections/c1")] == Fixture.record("/airflow/connections/c1", version: 2))
        #expect(state.holds == [ItemPath("/airflow/connections/c3"): Fingerprint(hex: "aa")])
        let before = try await fixture.ledger.appliedState(at: String(first.prefix(10)))
        #expect(Set(before.records.values) == Set(records) && before.holds.isEmpty)
        #expect(try await fixture.ledger.lastContext() == Fixture.context)
        #expect(try await fixture.git("rev-parse lockstep/prod") == second)
        #expect(try await fixture.temporary.strictCheck() == "")
    }

    @Test func whatLeavesTheTrashIsToldAndChangesNoRecord() async throws {
        let fixture = try await Fixture()
        let first = try await fixture.apply([Fixture.record("/airflow/variables/kept")])
        let gone = LedgerChange(.purge, ItemPath("/trash/prod/7/airflow/variables/gone"))
        let stays = LedgerChange(.purge, ItemPath("/trash/prod/8/airflow/variables/stays"), result: .failed)
        let revision = try await fixture.ledger.append(
            LedgerUpdate(
                expected: first, records: [:], changes: [gone, stays], outcome: .partial, context: Fixture.context),
            key: Fixture.key, at: Fixture.time)
        let entry = try #require(try await fixture.ledger.history().entries.first)
        #expect(entry.revision == revision && entry.changes == [gone, stays])
        #expect(try await fixture.git("diff --stat \(first) \(revision)") == "")
        #expect(try await fixture.git("log -1 --format=%s \(revision)").contains("1 purged from the trash, 1 failed"))
        #expect(try await fixture.ledger.verify(keys: [Fixture.key]).problem == nil)
    }

    @Test func theHistoryOfAFileIsThatOfItsItem() async throws {
        let fixture = try await Fixture()
        let names = ["a", "b", "c"].map { "/airflow/connections/" + $0 }
        let first = try await fixture.apply(names.map { Fixture.record($0) })
        let second = try await fixture.apply([
            Fixture.record(names[0], version: 2), Fixture.record(names[1], version: 2),
        ])
        let third = try await fixture.apply([
            Fixture.record(names[0], version: 3), Fixture.record(names[1], version: 2),
        ])
        let fourth = try await fixture.apply([], deleting: [names[2]])
        for (name, expected) in [
            (names[0], [third, second, first]), (names[1], [second, first]), (names[2], [fourth, first]),
        ] {
            let file = RecordPath.encode(ItemPath(name))
            let told = try await fixture.temporary.git(["log", "--format=%H", "lockstep/prod", "--", file])
            #expect(told.split(separator: "\n").map(String.init) == expected)
            let history = try await fixture.ledger.history(LedgerQuery(paths: [ItemPath(name)]))
            #expect(history.entries.map(\.revision) == expected)
            #expect(history.entries.allSatisfy { $0.changes.map(\.path) == [ItemPath(name)] })
        }
    }

    @Test func theUsersBranchIndexAndFilesStayAsTheyAre() async throws {
        let temporary = try await TemporaryRepository()
        try await temporary.commit("file", "committed")
        try temporary.write("file", "edited")
        try temporary.write("staged", "x")
        try await temporary.git("add staged")
        try temporary.write("untracked", "x")
        func everything() async throws -> [String] {
            [
                try await temporary.git("status --porcelain=v2 --branch"), try await temporary.git("stash list"),
                try await temporary.git("ls-files --stage"), try await temporary.git("symbolic-ref HEAD"),
                try await temporary.git("rev-parse HEAD"), try await temporary.git("reflog show HEAD"),
            ]
        }
        let before = try await everything()
        let fixture = try await Fixture(temporary)
        try await fixture.apply([Fixture.record("/a/b")])
        let revision = try await fixture.ledger.announce(fixture.intent(), at: Fixture.time)
        try await fixture.ledger.removeIntent(revision)
        #expect(try await everything() == before)
        let related = try await temporary.run(["git", "-C", temporary.path, "merge-base", "HEAD", "lockstep/prod"])
        #expect(related.status == 1)
    }

    @Test(arguments: ["bare", "empty", "linked", "shallow"])
    func everyKindOfRepositoryHoldsALedger(_ kind: String) async throws {
        let temporary = try await TemporaryRepository(options: kind == "bare" ? ["--bare"] : [])
        var folder = temporary.path
        if kind == "linked" || kind == "shallow" {
            for number in 1...3 { try await temporary.commit("file", "\(number)") }
            folder = temporary.folder + "/other"
        }
        if kind == "linked" { try await temporary.git("worktree add --quiet --detach ../other") }
        if kind == "shallow" {
            try await temporary.git(["clone", "--quiet", "--depth", "1", "file://" + temporary.path, folder])
        }
        let fixture = try await Fixture(temporary, folder: folder)
        try await fixture.apply([Fixture.record("/a/b")])
        try await fixture.apply((0..<100).map { Fixture.record("/a/c\($0)") })
        #expect(try await fixture.ledger.appliedState().records.count == 101)
        #expect(try await fixture.ledger.history().entries.count == 2)
        #expect(try await fixture.ledger.verify(keys: [Fixture.key]).sealsChecked == 2)
        #expect(try await temporary.strictCheck(in: folder) == "")
        let lock = try await fixture.ledger.lock(holder: fixture.holder, clock: ContinuousClock())
        #expect(fixture.ledger.lockPath.hasPrefix(kind == "shallow" ? folder : temporary.path))
        lock.release()
    }

    @Test func aStaleExpectationIsARace() async throws {
        let fixture = try await Fixture()
        let first = try await fixture.apply([Fixture.record("/a/b")])
        try await fixture.apply([Fixture.record("/a/c")])
        for expected in [nil, first, String(repeating: "0", count: 40)] {
            let update = LedgerUpdate(
                expected: expected, records: [ItemPath("/a/d"): Fixture.record("/a/d")],
                changes: [LedgerChange(.create, ItemPath("/a/d"))], outcome: .complete, context: Fixture.context)
            let error = await ledgerError {
                _ = try await fixture.ledger.append(update, key: Fixture.key, at: Fixture.time)
            }
            #expect(error?.code == .raced)
        }
        #expect(try await fixture.ledger.history().entries.count == 2)
    }

    @Test func onlyOneOfManyAppendersWins() async throws {
        let fixture = try await Fixture()
        let tip = try await fixture.apply([Fixture.record("/a/b")])
        let wins = try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<8 {
                group.addTask {
                    let ledger = try await Fixture.open(fixture.temporary)
                    let path = ItemPath("/a/new\(index)")
                    let update = LedgerUpdate(
                        expected: tip, records: [path: Fixture.record(path.rawValue)],
                        changes: [LedgerChange(.create, path)],
                        outcome: .complete, context: Fixture.context)
                    do {
                        _ = try await ledger.append(update, key: Fixture.key, at: Fixture.time)
                        return true
                    } catch let error as LedgerError where [.raced, .locked].contains(error.code) {
                        return false
                    }
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(wins == 1)
        #expect(try await fixture.ledger.verify(keys: [Fixture.key]).problem == nil)
    }

    @Test func anotherKeyIsRefusedBeforeAnythingIsWritten() async throws {
        let fixture = try await Fixture()
        let tip = try await fixture.apply([Fixture.record("/a/b")])
        let update = LedgerUpdate(
            expected: tip, records: [:], changes: [], outcome: .complete, context: Fixture.context)
        let error = await ledgerError { _ = try await fixture.ledger.append(update, key: .random(), at: Fixture.time) }
        #expect(error?.code == .wrongKey)
    }

    @Test func whatIsToldMustBeWhatIsDone() async throws {
        let fixture = try await Fixture()
        let tip = try await fixture.apply([Fixture.record("/a/b"), Fixture.record("/a/c")])
        let (b, d) = (ItemPath("/a/b"), ItemPath("/a/d"))
        let cases: [([ItemPath: AppliedRecord?], [LedgerChange])] = [
            ([d: Fixture.record("/a/d")], []), ([:], [LedgerChange(.create, d)]), ([b: nil], []),
            ([b: nil], [LedgerChange(.update, b)]), ([:], [LedgerChange(.delete, b)]),
            ([d: Fixture.record("/a/d")], [LedgerChange(.create, d), LedgerChange(.create, d)]),
            ([d: Fixture.record("/a/d")], [LedgerChange(.create, d, result: .failed)]),
        ]
        for (records, changes) in cases {
            let update = LedgerUpdate(
                expected: tip, records: records, changes: changes, outcome: .complete, context: Fixture.context)
            let error = await ledgerError {
                _ = try await fixture.ledger.append(update, key: Fixture.key, at: Fixture.time)
            }
            #expect(error?.code == .inconsistentUpdate)
        }
        #expect(try await fixture.ledger.revision() == tip)
    }

    @Test func anUpdateThatFailedHalfwayMayBeRecorded() async throws {
        let fixture = try await Fixture()
        let tip = try await fixture.apply([Fixture.record("/a/b")])
        var half = Fixture.record("/a/b")
        half.row.lastVersion += 1
        let update = LedgerUpdate(
            expected: tip, records: [half.path: half],
            changes: [LedgerChange(.update, half.path, fields: ["value", "description"], result: .failed)],
            outcome: .recovered, context: Fixture.context)
        _ = try await fixture.ledger.append(update, key: Fixture.key, at: Fixture.time)
        #expect(try await fixture.ledger.appliedState().records[half.path] == half)
        #expect(try await fixture.ledger.verify(keys: [Fixture.key]).problem == nil)
    }

    @Test func itemsThatDifferInCaseMoveApartAndTogetherAgain() async throws {
        let fixture = try await Fixture()
        let first = try await fixture.apply([Fixture.record("/a/Name")])
        try await fixture.apply([Fixture.record("/a/name")])
        #expect(try await fixture.git("ls-tree -r --name-only lockstep/prod -- a") == "a/%4Eame.json\na/name.json")
        #expect(
            try await fixture.ledger.history(LedgerQuery(paths: [ItemPath("/a/Name")])).entries.map(\.revision) == [
                first
            ])
        try await fixture.apply([], deleting: ["/a/name"])
        #expect(try await fixture.git("ls-tree -r --name-only lockstep/prod -- a") == "a/Name.json")
        #expect(
            try await fixture.ledger.history(LedgerQuery(paths: [ItemPath("/a/Name")])).entries.map(\.revision) == [
                first
            ])
        #expect(try await fixture.ledger.verify(keys: [Fixture.key]).problem == nil)
    }

    @Test func rekeyWritesEveryRecordUnderTheNewKey() async throws {
        let fixture = try await Fixture()
        let tip = try await fixture.apply([Fixture.record("/a/b"), Fixture.record("/a/c")])
        let new = FingerprintKey(bytes: [UInt8](repeating: 9, count: 32))
        func update(_ paths: [String]) -> LedgerUpdate {
            let records = paths.map { (ItemPath($0), AppliedRecord?.some(Fixture.record($0, key: new))) }
            return LedgerUpdate(
                expected: tip, records: Dictionary(uniqueKeysWithValues: records), changes: [], outcome: .rekey,
                context: Fixture.context)
        }
        let error = await ledgerError {
            _ = try await fixture.ledger.append(update(["/a/b"]), key: new, at: Fixture.time)
        }
        #expect(error?.code == .inconsistentUpdate)
        _ = try await fixture.ledger.append(update(["/a/b", "/a/c"]), key: new, at: Fixture.time)
        #expect(try await fixture.ledger.appliedState().keyID == new.id)
        let withNew = try await fixture.ledger.verify(keys: [new])
        #expect(withNew.problem == nil && withNew.sealsChecked == 1 && withNew.sealsUnchecked == 1)
        let withBoth = try await fixture.ledger.verify(keys: [Fixture.key, new])
        #expect(withBoth.problem == nil && withBoth.sealsChecked == 2 && withBoth.vouchedFor == withBoth.tip)
    }
}

extension LedgerFixture {
    var holder: LedgerHolder {
        LedgerHolder(host: "build-7", processID: 4_711, user: "ada", job: "https://ci.example.com/1", since: Self.time)
    }

    func intent() -> LedgerIntent {
        let record = Self.record("/a/b\n")
        return LedgerIntent(
            plan: "plan-1", holder: holder, ledger: nil, keyID: Self.key.id, context: Self.context,
            holds: [ItemPath("/x"): Fingerprint(hex: "aa")],
            changes: [
                IntendedChange(
                    .update, id: record.id, path: record.path, fields: ["host"], before: record.fingerprint,
                    after: Self.record("/a/b\n", host: "new").fingerprint,
                    rule: ComparisonRule(valueIsJSON: true, ignoredFields: ["password"]), connType: "postgres",
                    source: SourceLocation(file: "a.yaml", line: 3), sourceCommit: "0123abcd"),
                IntendedChange(
                    .delete, id: EntryID(kind: .variable, team: "t", key: "k"), path: ItemPath("/v"),
                    before: record.fingerprint),
                IntendedChange(
                    .create, id: EntryID(kind: .config, key: "k"), path: ItemPath("/c"), after: record.fingerprint),
                IntendedChange(.purge, id: nil, path: ItemPath("/trash/7/v")),
            ])
    }
}
