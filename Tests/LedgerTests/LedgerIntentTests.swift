import SyncModel
import TestSupport
import Testing

@testable import Ledger

@Suite struct LedgerIntentTests {
    private typealias Fixture = LedgerFixture

    @Test func anAnnouncementIsReadByAnyClone() async throws {
        let fixture = try await Fixture()
        #expect(try await fixture.ledger.announcedIntent() == nil)
        let revision = try await fixture.ledger.announce(fixture.intent(), at: Fixture.time)
        let clone = fixture.temporary.folder + "/clone"
        try await fixture.temporary.git(["clone", "--quiet", fixture.temporary.path, clone])
        try await fixture.temporary.git("fetch --quiet origin refs/lockstep/*:refs/lockstep/*", in: clone)
        let found = try await Fixture.open(fixture.temporary, folder: clone).announcedIntent()
        #expect(found == AnnouncedIntent(revision: revision, intent: fixture.intent()))
        #expect(try await fixture.temporary.strictCheck() == "")
    }

    @Test func onlyOneApplyIsAnnouncedAtATime() async throws {
        let fixture = try await Fixture()
        let revision = try await fixture.ledger.announce(fixture.intent(), at: Fixture.time)
        let error = await ledgerError { _ = try await fixture.ledger.announce(fixture.intent(), at: Fixture.time) }
        #expect(error?.code == .intentExists)
        #expect(error?.holder == fixture.holder)
        #expect(error?.message.contains("ada on build-7 (process 4711)") == true)
        let other = await ledgerError { try await fixture.ledger.removeIntent(String(repeating: "1", count: 40)) }
        #expect(other?.code == .noIntent)
        try await fixture.ledger.removeIntent(revision)
        #expect(await ledgerError { try await fixture.ledger.removeIntent(revision) }?.code == .noIntent)
        _ = try await fixture.ledger.announce(fixture.intent(), at: Fixture.time)
    }

    @Test func membersThatNoRecoveryNeedsAreReadAndForgotten() async throws {
        let intent = try await Fixture().intent()
        let now = String(
            decoding: intent.bytes(projectID: "p", environment: "e", isShared: false, nonce: "n"), as: UTF8.self)
        let row = #"{"item_id": 7, "last_version": 2, "modification_date": "2026-01-01T00:00:00Z"}"#
        let then = now.replacing(#""rule": {"#, with: #""row": \#(row), "rule": {"#)
            .replacing(#""source": {"#, with: #""rule_before": {"value_is_json": true}, "source": {"#)
        #expect(then.contains("row") && then.contains("rule_before"))
        #expect(try LedgerIntent.decode(Array(then.utf8), projectID: "p", environment: "e") == intent)
    }

    @Test func theIntentOfAnotherProjectIsNotRecovered() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.ledger.announce(fixture.intent(), at: Fixture.time)
        let other = try await Fixture.open(fixture.temporary, project: "other")
        #expect(await ledgerError { _ = try await other.announcedIntent() }?.code == .damaged)
    }

    @Test(arguments: ["prod", "a b", "x..y", "ünï", "a/b", "-", "x.lock", "@{", ""])
    func anyEnvironmentHasItsReference(_ name: String) async throws {
        let temporary = try await TemporaryRepository()
        let ledger = try await Fixture.open(temporary, environment: name)
        let fixture = try await Fixture(temporary)
        let revision = try await ledger.announce(fixture.intent(), at: Fixture.time)
        #expect(try await temporary.git(["rev-parse", ledger.intentReference]) == revision)
        try await ledger.removeIntent(revision)
    }
}
