import SyncModel
import TestSupport
import Testing

@testable import Ledger

@Suite struct LedgerHistoryTests {
    private typealias Fixture = LedgerFixture

    @Test func queriesAreAnswered() async throws {
        let fixture = try await Fixture()
        let first = try await fixture.apply([Fixture.record("/a/x"), Fixture.record("/b/y")], fields: ["password"])
        let second = try await fixture.apply([Fixture.record("/a/x", version: 2)], fields: ["host"], outcome: .partial)
        func revisions(_ query: LedgerQuery) async throws -> [String] {
            try await fixture.ledger.history(query).entries.map(\.revision)
        }
        #expect(try await revisions(LedgerQuery()) == [second, first])
        #expect(try await revisions(LedgerQuery(limit: 1)) == [second])
        #expect(try await revisions(LedgerQuery(matching: { $0.rawValue.hasPrefix("/b/") })) == [first])
        #expect(try await revisions(LedgerQuery(field: "password")) == [first])
        #expect(try await revisions(LedgerQuery(author: "ADA@")) == [second, first])
        #expect(try await revisions(LedgerQuery(author: "bob")) == [])
        #expect(try await revisions(LedgerQuery(since: LedgerTime(secondsSinceEpoch: 1_767_225_601))) == [])
        #expect(try await revisions(LedgerQuery(since: LedgerTime(secondsSinceEpoch: 1_767_225_600))).count == 2)
        #expect(try await revisions(LedgerQuery(paths: [ItemPath("/nothing")])) == [])
        let entry = try #require(try await fixture.ledger.history().entries.first)
        #expect(entry.author == "Ada Example <ada@example.com>")
        #expect(entry.time.iso8601 == "2026-01-01T01:00:00+01:00")
        #expect(entry.outcome == .partial && entry.context == Fixture.context)
        #expect(entry.changes == [LedgerChange(.update, ItemPath("/a/x"), fields: ["host"])])
    }

    @Test func whatWasNotDoneChangedNothing() async throws {
        let fixture = try await Fixture()
        let (x, y, z) = (ItemPath("/a/x"), ItemPath("/a/y"), ItemPath("/a/z"))
        let first = try await fixture.apply([Fixture.record("/a/x"), Fixture.record("/a/y"), Fixture.record("/a/z")])
        // Of z the value was written and the description was not.
        let second = try await fixture.ledger.append(
            LedgerUpdate(
                expected: first,
                records: [x: Fixture.record("/a/x", version: 2), z: Fixture.record("/a/z", version: 2)],
                changes: [
                    LedgerChange(.update, x, fields: ["host"]),
                    LedgerChange(.update, y, fields: ["login"], result: .notTried),
                    LedgerChange(.update, z, fields: ["login"], result: .failed),
                ], outcome: .partial, context: Fixture.context),
            key: Fixture.key, at: Fixture.time)
        func revisions(_ query: LedgerQuery) async throws -> [String] {
            try await fixture.ledger.history(query).entries.map(\.revision)
        }
        #expect(try await revisions(LedgerQuery(matching: { $0 == x })) == [second, first])
        #expect(try await revisions(LedgerQuery(matching: { $0 == y })) == [first])
        #expect(try await revisions(LedgerQuery(matching: { $0 == z })) == [second, first])
        #expect(try await revisions(LedgerQuery(matching: { $0 == y }, field: "login")) == [])
        let told = try await fixture.ledger.history(LedgerQuery(field: "login")).entries
        #expect(told.map(\.changes) == [[LedgerChange(.update, z, fields: ["login"], result: .failed)]])
    }

    @Test func aRevisionIsShownWithItsRecords() async throws {
        let fixture = try await Fixture()
        try await fixture.apply([Fixture.record("/a/x"), Fixture.record("/b/y")])
        let second = try await fixture.apply([Fixture.record("/a/x", version: 2)], deleting: ["/b/y"])
        let shown = try await fixture.ledger.show(String(second.prefix(7)))
        #expect(shown.entry.revision == second)
        #expect(shown.keyID == Fixture.key.id)
        #expect(
            shown.records == [
                RecordChange(
                    path: ItemPath("/a/x"), before: Fixture.record("/a/x"), after: Fixture.record("/a/x", version: 2)),
                RecordChange(path: ItemPath("/b/y"), before: Fixture.record("/b/y"), after: nil),
            ])
        let parent = try await fixture.ledger.show("lockstep/prod~1")
        #expect(parent.entry.revision == shown.parent && parent.records.allSatisfy { $0.before == nil })
    }

    /// More revisions than are read at a time, each recorded at its own second.
    @Test func longHistoriesAreReadInStretches() async throws {
        let fixture = try await Fixture()
        var revisions: [String] = []
        for version in 1...70 {
            revisions.insert(try await fixture.apply([Fixture.record("/a/x", version: version)]), at: 0)
        }
        #expect(try await fixture.ledger.history().entries.map(\.revision) == revisions)
        #expect(try await fixture.ledger.history(LedgerQuery(paths: [ItemPath("/a/x")])).entries.count == 70)
        #expect(try await fixture.ledger.verify(keys: [Fixture.key]).sealsChecked == 70)
        for lead in [0, 1, 63, 64, 69] { #expect(try await fixture.ledger.lead(over: revisions[lead]) == lead) }
    }

    @Test func thereIsNoLeadOverWhatTheBranchDoesNotHave() async throws {
        let fixture = try await Fixture()
        let source = try await fixture.temporary.commit("file", "text")
        #expect(try await fixture.ledger.lead(over: source) == nil)
        let first = try await fixture.apply([Fixture.record("/a/x")])
        let second = try await fixture.apply([Fixture.record("/a/x", version: 2)])
        try await fixture.git("update-ref refs/heads/lockstep/prod \(first)")
        for other in [second, source, String(repeating: "1", count: 40), "no commit"] {
            #expect(try await fixture.ledger.lead(over: other) == nil)
        }
        #expect(try await fixture.ledger.lead(over: first) == 0)
    }
}
