import Foundation
import GitStore
import SyncModel
import TestSupport
import Testing

@testable import Ledger

/// Everything that can be done to a ledger with `git` alone, and what verification says about it.
@Suite struct TamperTests {
    private typealias Fixture = LedgerFixture
    private let fixture: LedgerFixture
    private let revisions: [String]

    /// Five sealed revisions.
    init() async throws {
        fixture = try await LedgerFixture()
        var revisions: [String] = []
        revisions.append(try await fixture.apply((0..<3).map { Fixture.record("/a/c\($0)") }))
        for version in 2...4 {
            revisions.append(try await fixture.apply([Fixture.record("/a/c1", version: version)]))
        }
        revisions.append(try await fixture.apply([], deleting: ["/a/c2"]))
        self.revisions = revisions
    }

    private func verify(_ keys: [FingerprintKey] = [Fixture.key]) async throws -> LedgerVerification {
        try await fixture.ledger.verify(keys: keys)
    }

    /// Writes commits again upon each other with `git commit-tree`, each changed as told, and moves the branch there.
    @discardableResult
    private func rewrite(
        _ originals: [String], onto parent: String? = nil, adding: [String: String] = [:],
        tree: (String) async throws -> String? = { _ in nil }, message: (String) -> String = { $0 }
    ) async throws -> [String] {
        var parent = parent
        var written: [String] = []
        for original in originals {
            let text = message(
                try await fixture.git("cat-file commit \(original)").split(separator: "\n\n", maxSplits: 1)[1] + "\n")
            var words = [
                "commit-tree", try await tree(original) ?? "\(original)^{tree}", "-m",
                text.trimmingCharacters(in: .newlines),
            ]
            if let parent { words += ["-p", parent] }
            parent = try await fixture.temporary.git(words, adding: adding)
            written.append(parent ?? "")
        }
        try await fixture.git("update-ref refs/heads/lockstep/prod \(parent ?? "")")
        return written
    }

    /// The tree of a commit with one file replaced.
    private func tree(of revision: String, file: String, _ change: (String) -> String) async throws -> String {
        let text = try await fixture.git("show \(revision):\(file)") + "\n"
        try fixture.temporary.write("../scratch", change(text))
        let blob = try await fixture.git("hash-object -w ../scratch")
        let index = ["GIT_INDEX_FILE": fixture.temporary.folder + "/index"]
        try await fixture.temporary.git(["read-tree", revision], adding: index)
        try await fixture.temporary.git(
            ["update-index", "--add", "--cacheinfo", "100644,\(blob),\(file)"], adding: index)
        return try await fixture.temporary.git(["write-tree"], adding: index)
    }

    @Test func anUntouchedLedgerIsFine() async throws {
        let result = try await verify()
        #expect(result.problem == nil && result.revisions == 5 && result.sealsChecked == 5 && !result.isStructureOnly)
        #expect(result.vouchedFor == revisions.last && result.tip == revisions.last)
        let structure = try await verify([])
        #expect(structure.problem == nil && structure.isStructureOnly && structure.sealsUnchecked == 5)
        let newest = try await fixture.ledger.verify(keys: [Fixture.key], newest: 2)
        #expect(newest.problem == nil && newest.revisions == 2 && newest.sealsChecked == 2)
        let earlier = try await fixture.ledger.verify(keys: [Fixture.key], upTo: revisions[2])
        #expect(earlier.revisions == 3 && earlier.tip == revisions[2])
    }

    /// Rewriting a commit as it is gives the same ids, so the ways below change exactly what they say.
    @Test func rewritingWithoutAChangeChangesNothing() async throws {
        #expect(try await rewrite(revisions) == revisions)
        #expect(try await verify().problem == nil)
    }

    @Test func aFlippedByteInARecordIsFound() async throws {
        let changed = try await rewrite(
            [revisions[2]], onto: revisions[1],
            tree: {
                try await tree(of: $0, file: "a/c1.json") { $0.replacing("\"racy\": false", with: "\"racy\": true") }
            })
        let later = try await rewrite([revisions[3]], onto: changed[0])
        let problem = try await verify().problem
        #expect(problem?.revision == changed[0] && problem?.reason == .seal)
        // Without the key the change of a value in its own commit cannot be told, and the result says so.
        let structure = try await verify([])
        #expect(structure.isStructureOnly && structure.tip == later[0])
    }

    @Test func aRecordChangedInPassingIsFoundWithoutTheKey() async throws {
        let changed = try await rewrite(
            [revisions[2]], onto: revisions[1],
            tree: {
                try await tree(of: $0, file: "a/c0.json") { $0.replacing("\"item_id\": 17", with: "\"item_id\": 18") }
            })
        for keys in [[], [Fixture.key]] {
            let problem = try await verify(keys).problem
            #expect(problem?.revision == changed[0] && problem?.reason == .contradiction)
            #expect(problem?.message.contains("/a/c0") == true)
        }
    }

    @Test(arguments: [
        ("\n}", "\n} "), ("\"racy\": false", "\"racy\": 1"), ("\"path\": \"/a/c1\"", "\"path\": \"/a/c2\""),
        ("\"key_id\": \"", "\"key_id\": \"0"),
    ])
    func aRecordThatIsNoneIsFoundWithoutTheKey(_ from: String, _ to: String) async throws {
        let changed = try await rewrite(
            [revisions[2]], onto: revisions[1],
            tree: { try await tree(of: $0, file: "a/c1.json") { $0.replacing(from, with: to) } })
        let problem = try await verify([]).problem
        #expect(problem?.revision == changed[0] && problem?.reason == .record)
    }

    @Test func aDroppedCommitIsFound() async throws {
        let written = try await rewrite([revisions[3], revisions[4]], onto: revisions[1])
        let problem = try await verify().problem
        #expect(problem?.revision == written[0] && problem?.reason == .seal)
    }

    @Test func aDroppedBeginningIsFound() async throws {
        let written = try await rewrite(Array(revisions[1...]))
        #expect(try await verify().problem?.revision == written[0])
        #expect(try await verify([]).problem?.reason == .contradiction)
    }

    @Test func reorderedCommitsAreFound() async throws {
        let written = try await rewrite([revisions[2], revisions[1]], onto: revisions[0])
        let problem = try await verify().problem
        #expect(problem?.revision == written[0] && problem?.reason == .seal)
    }

    @Test func aReplacedMessageIsFound() async throws {
        let written = try await rewrite(
            [revisions[2]], onto: revisions[1], message: { $0.replacing("plan-1", with: "plan-2") })
        #expect(try await verify().problem?.revision == written[0])
        #expect(try await verify().problem?.reason == .seal)
        let lies = try await rewrite(
            [revisions[2]], onto: revisions[1], message: { $0.replacing("/a/c1", with: "/a/c0") })
        #expect(try await verify([]).problem?.revision == lies[0])
        #expect(try await verify([]).problem?.reason == .contradiction)
    }

    @Test(arguments: ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME"])
    func anotherAuthorIsFound(_ variable: String) async throws {
        let written = try await rewrite([revisions[2]], onto: revisions[1], adding: [variable: "mallory"])
        #expect(try await verify().problem?.revision == written[0])
        #expect(try await verify().problem?.reason == .seal)
    }

    @Test func anotherTimeIsFound() async throws {
        let written = try await rewrite(
            [revisions[2]], onto: revisions[1], adding: ["GIT_AUTHOR_DATE": "1700000000 +0000"])
        #expect(try await verify().problem?.revision == written[0])
    }

    @Test func aForgedCommitIsFound() async throws {
        let tip = try #require(revisions.last)
        let forger = FingerprintKey(bytes: [UInt8](repeating: 66, count: 32))
        // The forger has everything but the key: the program and the repository.
        let update = LedgerUpdate(
            expected: tip, records: [ItemPath("/a/c0"): Fixture.record("/a/c0", version: 9)],
            changes: [LedgerChange(.update, ItemPath("/a/c0"))], outcome: .complete, context: Fixture.context)
        #expect(
            await ledgerError { _ = try await fixture.ledger.append(update, key: forger, at: Fixture.time) }?.code
                == .wrongKey)
        let forged = try await rewrite(
            [revisions[3]], onto: tip,
            tree: { _ in
                try await tree(of: tip, file: "a/c1.json") {
                    $0.replacing("\"last_version\": 4", with: "\"last_version\": 5")
                }
            })
        let problem = try await verify().problem
        #expect(problem?.revision == forged[0] && problem?.reason == .seal)
    }

    @Test func aCommitByHandIsFoundAndStopsTheNextApply() async throws {
        let tip = try #require(revisions.last)
        let written = try await rewrite([tip], onto: tip, message: { _ in "Tidy up" })
        #expect(try await verify([]).problem?.revision == written[0])
        #expect(try await verify([]).problem?.reason == .message)
        #expect(await ledgerError { try await fixture.apply([Fixture.record("/a/new")]) }?.code == .damaged)
        let entry = try #require(try await fixture.ledger.history(LedgerQuery(limit: 1)).entries.first)
        #expect(entry.outcome == nil && entry.summary == "Tidy up")
    }

    @Test func aMissingSealIsFound() async throws {
        let written = try await rewrite(
            [revisions[2]], onto: revisions[1],
            message: {
                $0.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("Lockstep-Seal") }
                    .joined(separator: "\n")
            })
        #expect(try await verify([]).problem?.revision == written[0])
        #expect(try await verify([]).problem?.reason == .seal)
    }

    @Test func aMergeIsFound() async throws {
        let tip = try #require(revisions.last)
        let merge = try await fixture.git("commit-tree \(tip)^{tree} -p \(tip) -p \(revisions[0]) -m Merge")
        try await fixture.git("update-ref refs/heads/lockstep/prod \(merge)")
        #expect(try await verify().problem?.revision == merge)
        #expect(try await verify().problem?.reason == .parents)
    }

    @Test func aRemovedHoldIsFound() async throws {
        try await fixture.apply([], holds: [ItemPath("/a/c0"): Fingerprint(hex: "aa")])
        let next = try await fixture.apply([Fixture.record("/a/c0", version: 2)])
        let written = try await rewrite(
            [next], onto: "\(next)^",
            tree: { try await tree(of: $0, file: LedgerRoot.fileName) { $0.replacing("\"/a/c0\": \"aa\"", with: "") } })
        #expect(try await verify([]).problem?.revision == written[0])
        #expect(try await verify([]).problem?.reason == .contradiction)
    }

    @Test func anotherKeyIdIsFound() async throws {
        let written = try await rewrite(
            [revisions[2]], onto: revisions[1],
            tree: {
                try await tree(of: $0, file: LedgerRoot.fileName) {
                    $0.replacing(Fixture.key.id, with: "0011223344556677")
                }
            })
        #expect(try await verify([]).problem?.revision == written[0])
    }

    @Test func aDamagedObjectIsFound() async throws {
        let blob = try await fixture.git("rev-parse \(revisions[2]):a/c1.json")
        let path = fixture.temporary.path + "/.git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))"
        let other = try await fixture.git("rev-parse \(revisions[1]):a/c1.json")
        let source = fixture.temporary.path + "/.git/objects/\(other.prefix(2))/\(other.dropFirst(2))"
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.copyItem(atPath: source, toPath: path)
        let problem = try await verify([]).problem
        #expect(problem?.revision == revisions[2] && problem?.reason == .unreadable)
        try FileManager.default.removeItem(atPath: path)
        #expect(try await verify([]).problem?.revision == revisions[2])
    }

    @Test func aMissingCommitIsFound() async throws {
        let id = revisions[1]
        try FileManager.default.removeItem(
            atPath: fixture.temporary.path + "/.git/objects/\(id.prefix(2))/\(id.dropFirst(2))")
        let problem = try await Fixture.open(fixture.temporary).verify(keys: [Fixture.key]).problem
        #expect(problem?.revision == id && problem?.reason == .unreadable)
    }

    @Test func aShallowCloneIsVerifiedAsFarAsItGoes() async throws {
        let clone = fixture.temporary.folder + "/clone"
        try await fixture.temporary.git(
            [
                "clone", "--quiet", "--depth", "2", "--branch", "lockstep/prod", "file://" + fixture.temporary.path,
                clone,
            ])
        try await fixture.temporary.git("checkout --quiet --detach", in: clone)
        let ledger = try await Fixture.open(fixture.temporary, folder: clone)
        let result = try await ledger.verify(keys: [Fixture.key])
        #expect(result.problem == nil && result.endsAtShallowBoundary && result.revisions == 2)
        #expect(result.sealsChecked == 1 && result.sealsUnchecked == 1)
        let history = try await ledger.history(LedgerQuery(paths: [ItemPath("/a/c1")]))
        #expect(history.endsAtShallowBoundary && history.entries.map(\.revision) == [revisions[3]])
    }
}
