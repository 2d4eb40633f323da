import SyncModel
import TestSupport
import Testing

@testable import Ledger

/// Two clones and a bare remote, with the real git between them.
@Suite struct SharedLedgerTests {
    private typealias Fixture = LedgerFixture
    private let temporary: TemporaryRepository
    private let first: Ledger
    private let second: Ledger

    init() async throws {
        temporary = try await TemporaryRepository()
        let folder = temporary.folder
        try await temporary.commit("file", "text")
        try await temporary.git(["clone", "--quiet", "--bare", temporary.path, folder + "/remote.git"])
        for name in ["first", "second"] {
            try await temporary.git(["clone", "--quiet", folder + "/remote.git", folder + "/" + name])
        }
        first = try await Self.open(temporary, "first")
        second = try await Self.open(temporary, "second")
    }

    private static func open(_ temporary: TemporaryRepository, _ name: String) async throws -> Ledger {
        let folder = temporary.folder + "/" + name
        let repository = try LedgerRepository(containing: folder, variables: temporary.environment)
        let remote = LedgerRemote("origin") { arguments in
            let result = try await temporary.run(["git", "-C", folder] + arguments)
            return (result.status, result.output, result.error)
        }
        return try await Ledger.open(
            repository, branch: "lockstep/prod", environment: "prod", projectID: "6b1f0c3e", remote: remote)
    }

    private func append(_ ledger: Ledger, _ path: String) async throws -> String {
        let update = LedgerUpdate(
            expected: try await ledger.revision(), records: [ItemPath(path): Fixture.record(path)],
            changes: [LedgerChange(.create, ItemPath(path))], outcome: .complete, context: Fixture.context)
        return try await ledger.append(update, key: Fixture.key, at: Fixture.time)
    }

    private func intent(_ ledger: Ledger) async throws -> LedgerIntent {
        var intent = try await Fixture(temporary).intent()
        intent.ledger = try await ledger.revision()
        return intent
    }

    @Test func whatOneAppendsTheOtherPulls() async throws {
        let revision = try await append(first, "/a/b")
        let pull = try await second.pull()
        #expect(pull == LedgerPull(isAhead: false, intent: nil))
        #expect(try await second.revision() == revision)
        let later = try await append(second, "/a/c")
        try await first.pull()
        #expect(try await first.revision() == later)
        #expect(try await first.verify(keys: [Fixture.key]).sealsChecked == 2)
        #expect(try await temporary.strictCheck(in: temporary.folder + "/remote.git") == "")
    }

    @Test func anAppendUponAnOldTipLosesAndLeavesNothingBehind() async throws {
        let revision = try await append(first, "/a/b")
        let error = await ledgerError { _ = try await append(second, "/a/c") }
        #expect(error?.code == .raced)
        #expect(try await second.revision() == nil)
        try await second.pull()
        #expect(try await second.revision() == revision)
    }

    @Test func onlyOneCloneAnnouncesAtATime() async throws {
        let revision = try await first.announce(intent(first), at: Fixture.time)
        let error = await ledgerError { _ = try await second.announce(intent(second), at: Fixture.time) }
        #expect(error?.code == .raced)
        #expect(try await second.announcedIntent() == nil)
        let seen = try #require(try await second.pull()?.intent)
        #expect(seen.revision == revision && seen.intent.isShared)
        try await first.removeIntent(revision)
        #expect(try await second.pull()?.intent == nil)
        _ = try await second.announce(intent(second), at: Fixture.time)
    }

    @Test func anAnnouncementUponAnOldTipIsTakenBack() async throws {
        let stale = try await intent(second)
        _ = try await append(first, "/a/b")
        let error = await ledgerError { _ = try await second.announce(stale, at: Fixture.time) }
        #expect(error?.code == .raced)
        #expect(try await second.announcedIntent() == nil)
        #expect(try await first.pull()?.intent == nil)
    }

    @Test func anotherCloneMayTakeAnAnnouncementBack() async throws {
        let revision = try await first.announce(intent(first), at: Fixture.time)
        try await second.pull()
        try await second.removeIntent(revision)
        #expect(try await first.announcedIntent()?.revision == revision)
        let standing = IntentStanding.of(local: try await first.announcedIntent(), pull: try await first.pull())
        #expect(standing.unresolved == nil)
        try await first.removeIntent(revision)
        #expect(try await first.announcedIntent() == nil)
    }

    /// The push of a run that was killed may arrive long after the next run looked.
    @Test func anAnnouncementThatArrivesAfterItWasSettledIsThatOfADeadRun() async throws {
        let remote = temporary.folder + "/remote.git"
        let revision = try await first.announce(intent(first), at: Fixture.time)
        try await temporary.git("update-ref -d \(first.intentReference)", in: remote)
        let announced = try #require(try await first.announcedIntent())
        #expect(try await first.standing(first.pull()) == .settled(announced))
        try await first.settle(revision)
        #expect(try await first.standing(first.pull()) == .none)
        try await temporary.git("update-ref \(first.intentReference) \(revision)", in: remote)
        let own = try #require(try await first.standing(first.pull()).unresolved)
        #expect(own.revision == revision)
        #expect(try await first.standing(first.pull()) == .own(own))
        #expect(try await second.standing(second.pull()) == .foreign(own))
        try await first.removeIntent(revision)
        #expect(try await first.standing(first.pull()) == .none)
    }

    @Test func everyAnnouncementThatWasSettledIsRememberedOnce() async throws {
        let remote = temporary.folder + "/remote.git"
        var revisions: [String] = []
        for _ in 1...2 {
            let revision = try await first.announce(intent(first), at: Fixture.time)
            try await temporary.git("update-ref -d \(first.intentReference)", in: remote)
            // A run that died between the two steps of settling settles again.
            try await temporary.git(
                "update-ref refs/lockstep-settled/prod/\(revision) \(revision)", in: temporary.folder + "/first")
            try await first.settle(revision)
            revisions.append(revision)
        }
        for revision in revisions {
            try await temporary.git("update-ref \(first.intentReference) \(revision)", in: remote)
            let own = try #require(try await first.standing(first.pull()).unresolved)
            #expect(try await first.standing(first.pull()) == .own(own) && own.revision == revision)
            try await first.removeIntent(revision)
        }
    }

    /// What cut the push of this announcement short may not have cut the remote's work on it.
    @Test func anAnnouncementThatLostARaceIsKnownIfItArrives() async throws {
        let winner = try await first.announce(intent(first), at: Fixture.time)
        #expect(await ledgerError { _ = try await second.announce(intent(second), at: Fixture.time) }?.code == .raced)
        let folder = temporary.folder + "/second"
        let settled = try await temporary.git("for-each-ref --format=%(objectname) refs/lockstep-settled", in: folder)
        #expect(!settled.isEmpty && !settled.hasPrefix(winner))
    }

    @Test func whatThisCloneIsAheadIsSharedOnRequest() async throws {
        let alone = try await Fixture.open(temporary, folder: temporary.folder + "/first")
        let revision = try await append(alone, "/a/b")
        #expect(try await first.pull()?.isAhead == true)
        try await first.share()
        try await second.pull()
        #expect(try await second.revision() == revision)
        #expect(try await first.pull()?.isAhead == false)
    }

    @Test func aBranchOfAnotherProjectAtTheRemoteIsNotTakenOver() async throws {
        let folder = temporary.folder + "/first"
        let other = try await Fixture.open(temporary, folder: folder, project: "other")
        _ = try await append(other, "/a/b")
        try await temporary.git("push --quiet origin lockstep/prod", in: folder)
        #expect(await ledgerError { try await second.pull() }?.code == .anotherProject)
        #expect(try await second.revision() == nil)
    }

    @Test func aCancellationIsNoFailureOfGit() async throws {
        let remote = LedgerRemote("origin") { _ in throw CancellationError() }
        let asked = await ledgerError {
            _ = try await remote.state(branch: "refs/heads/l", intent: "refs/lockstep/p/intent")
        }
        #expect(asked?.code == .interrupted)
        let unified = await ledgerError { try await LedgerError.unify { throw CancellationError() } }
        #expect(unified?.code == .interrupted)
    }

    @Test func gitsWordsAreCutAndNoPasswordIsShown() async throws {
        let long = String(repeating: "x", count: 1_000)
        let remote = LedgerRemote("https://ada:secret@git.example.com/ledger?token=t") { _ in
            (128, "", "one\ntwo\n  \(long)\nfatal: no\nlast\n")
        }
        let error = await ledgerError {
            _ = try await remote.state(branch: "refs/heads/l", intent: "refs/lockstep/p/intent")
        }
        #expect(error?.code == .remote)
        #expect(
            error?.causes.first == "git ls-remote https://git.example.com/ledger refs/heads/l refs/lockstep/p/intent")
        #expect(error?.causes.count == 5)
        #expect(error?.causes.allSatisfy { $0.count <= 240 } == true)
        #expect(error.map { "\($0) \($0.hints) \($0.causes)" }?.contains("secret") == false)
    }
}

/// What an announcement means, from what this clone and the remote say.
@Suite struct IntentStandingTests {
    private func announced(_ revision: String, isShared: Bool = true) -> AnnouncedIntent {
        var intent = LedgerIntent(
            plan: "plan-1",
            holder: LedgerHolder(host: "build-7", processID: 1, user: "ada", since: LedgerTime(secondsSinceEpoch: 0)),
            ledger: nil, keyID: "k", context: LedgerContext(version: "1"), changes: [])
        intent.isShared = isShared
        return AnnouncedIntent(revision: revision, intent: intent)
    }

    @Test func withoutARemoteTheClonesOwnWordCounts() {
        #expect(IntentStanding.of(local: nil, pull: nil) == .none)
        let local = announced("a", isShared: false)
        #expect(IntentStanding.of(local: local, pull: nil) == .own(local))
    }

    @Test func withARemoteItsWordCounts() {
        let (ours, theirs) = (announced("a"), announced("b"))
        func standing(_ local: AnnouncedIntent?, _ there: AnnouncedIntent?) -> IntentStanding {
            .of(local: local, pull: LedgerPull(isAhead: false, intent: there))
        }
        #expect(standing(nil, nil) == .none)
        #expect(standing(ours, ours) == .own(ours))
        #expect(standing(nil, theirs) == .foreign(theirs))
        #expect(standing(ours, theirs) == .foreign(theirs))
        #expect(standing(ours, nil) == .settled(ours))
        let earlier = announced("c", isShared: false)
        #expect(standing(earlier, nil) == .own(earlier))
        let arrived = IntentStanding.of(local: nil, pull: LedgerPull(isAhead: false, intent: theirs), isSettled: true)
        #expect(arrived == .own(theirs))
    }

    @Test func anAnnouncementIsNamedByItsRevisionOrItsPlan() {
        let intent = announced("3f2a9c0d1e4b5a69788796a5b4c3d2e1f0011223")
        #expect(intent.isNamed("3f2a9c0") && intent.isNamed("3F2A9C0D") && intent.isNamed("plan-1"))
        #expect(
            !intent.isNamed("3f2a9c") && !intent.isNamed("") && !intent.isNamed("4f2a9c0") && !intent.isNamed("plan"))
    }
}
