import SyncModel
import TestSupport
import Testing

@testable import Ledger

@Suite struct RecordPathTests {
    @Test(arguments: [
        ("/airflow/connections/postgres_default", "airflow/connections/postgres_default.json"),
        ("/airflow/variables/REGION", "airflow/variables/REGION.json"),
        ("/a/.git/config", "a/%2Egit/config.json"), ("/a/../b", "a/%2E%2E/b.json"), ("/a//b", "a/%-/b.json"),
        ("/", "%-.json"), ("/a/b.json/c", "a/b%2Ejson/c.json"), ("/a/b.json", "a/b.json.json"),
        ("/a/100%", "a/100%25.json"), ("/a/b.", "a/b%2E.json"), ("/a/con", "a/%63on.json"),
        ("/a/console", "a/console.json"),
        ("/a/é", "a/%C3%A9.json"), ("/a/git~1/x", "a/git%7E1/x.json"), ("/.lockstep-ledger", "%2Elockstep-ledger.json"),
    ])
    func pathsAreNamedAsDocumented(_ path: String, _ file: String) {
        #expect(RecordPath.encode(ItemPath(path)) == file)
        #expect(RecordPath.decode(file) == ItemPath(path))
    }

    @Test func everyHostileNameComesBack() {
        let names = HostileNames.all + [String(repeating: "x", count: 5_000)]
        for folder in names {
            for name in names {
                let path = ItemPath("/" + folder + "/" + name)
                for capitals in [false, true] {
                    let file = RecordPath.encode(path, encodingCapitals: capitals)
                    #expect(RecordPath.decode(file) == path)
                    #expect(file.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
                    #expect(file.split(separator: "/").allSatisfy { $0.utf8.count <= 205 })
                }
            }
        }
    }

    @Test(arguments: [
        "a", "a.txt", "a//b.json", "/a.json", "a%2.json", "a%2e.json", "%41.json", "é.json", ".a.json", "a/%2.json",
        "a%/b.json", "a/%+b.json", ".json", "a%00", "%C3.json", "a\n.json", "con.json", "a%2Fb.json",
    ])
    func otherFileNamesAreNoRecords(_ file: String) {
        // Of these only the capital letter's code stands for something: an item beside one that differs in case.
        #expect(RecordPath.decode(file) == (file == "%41.json" ? ItemPath("/A") : nil))
    }

    /// Reversible, free of collisions also where letter case is ignored, and independent of the order of arrival.
    @Test(arguments: 0..<40)
    func namesOfASetAreDistinctEvenWithoutCase(_ seed: UInt64) {
        var random = SplitMix(state: seed)
        var paths = Set((0..<200).map { _ in HostileNames.randomPath(using: &random) })
        paths.formUnion(
            ["/a/Name", "/a/name", "/a/NAME", "/A/name", "/a/con", "/a/Con", "/a/CON", "/x/é", "/x/e\u{301}"].map(
                ItemPath.init))
        let names = RecordPath.names(for: paths)
        #expect(names.count == paths.count)
        #expect(Set(names.values.map { $0.lowercased() }).count == paths.count)
        for (path, name) in names { #expect(RecordPath.decode(name) == path) }
        #expect(RecordPath.names(for: paths.shuffled(using: &random)) == names)
        let folders = Set(names.values.flatMap { name in Self.folders(of: name) })
        #expect(folders.isDisjoint(with: names.values.map { $0.lowercased() }))
    }

    private static func folders(of name: String) -> [String] {
        let parts = name.lowercased().split(separator: "/")
        return (1..<max(1, parts.count)).map { parts[..<$0].joined(separator: "/") }
    }

    @Test func onlyTheOneThatDiffersFromLowerCaseGivesWay() {
        let names = RecordPath.names(for: ["/a/name", "/a/Name", "/a/OTHER"].map(ItemPath.init))
        #expect(names[ItemPath("/a/name")] == "a/name.json")
        #expect(names[ItemPath("/a/Name")] == "a/%4Eame.json")
        #expect(names[ItemPath("/a/OTHER")] == "a/OTHER.json")
    }

    /// The judge of what Git can hold is `git` itself.
    @Test(arguments: 0..<3)
    func gitAcceptsATreeOfHostileNames(_ seed: UInt64) async throws {
        var random = SplitMix(state: seed)
        let fixture = try await LedgerFixture()
        var paths = Set((0..<120).map { _ in HostileNames.randomPath(using: &random) })
        paths.formUnion(HostileNames.all.map { ItemPath("/base/" + $0) })
        paths.formUnion(HostileNames.all.map { ItemPath("/base/" + $0 + "/x") })
        try await fixture.apply(paths.sorted().map { LedgerFixture.record($0.rawValue) })
        #expect(try await fixture.temporary.strictCheck() == "")
        let state = try await fixture.ledger.appliedState()
        #expect(Set(state.records.keys) == paths)
        for (path, record) in state.records { #expect(record == LedgerFixture.record(path.rawValue)) }
        #expect(try await fixture.ledger.verify(keys: [LedgerFixture.key]).problem == nil)
        let listed = try await fixture.temporary.git(["ls-tree", "-r", "-z", "--name-only", "lockstep/prod"])
        #expect(listed.split(separator: "\0").count == paths.count + 1)
        try await fixture.temporary.git("worktree add --quiet --detach ../checkout lockstep/prod")
        #expect(try await fixture.temporary.git("status --porcelain", in: fixture.temporary.folder + "/checkout") == "")
    }
}
