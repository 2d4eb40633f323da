import TestSupport
import Testing

@testable import GitStore

@Suite struct HistoryTests {
    /// `main` with five commits and a side line off the second.
    private func prepared() async throws -> TemporaryRepository {
        let temporary = try await TemporaryRepository()
        for number in 1...5 {
            try await temporary.commit("file", "\(number)")
            if number == 2 { try await temporary.git("branch side") }
        }
        try await temporary.git("checkout --quiet side")
        try await temporary.commit("side", "x")
        try await temporary.git("checkout --quiet main")
        return temporary
    }

    private func id(_ revision: String, _ temporary: TemporaryRepository, in folder: String? = nil) async throws
        -> CommitID
    {
        try #require(CommitID(hex: try await temporary.git(["rev-parse", revision], in: folder)))
    }

    @Test func firstParentsComeInStretches() async throws {
        let temporary = try await prepared()
        let repository = try temporary.open()
        let tip = try await id("main", temporary)
        let stretch = try await repository.firstParents(from: tip, limit: 3)
        let rest = try await repository.firstParents(from: try #require(stretch.next), limit: 3)
        let listed = try await temporary.git("rev-list --first-parent main").split(separator: "\n").map(String.init)
        #expect((stretch.commits + rest.commits).map(\.id.hex) == listed)
        #expect(rest.next == nil && !rest.endsAtShallowBoundary)
    }

    @Test func ancestryEqualsThatOfGit() async throws {
        let temporary = try await prepared()
        let repository = try temporary.open()
        let names = ["main", "main~2", "main~4", "side"]
        for a in names {
            for b in names {
                let (first, second) = (try await id(a, temporary), try await id(b, temporary))
                let said = try await temporary.run(["git", "-C", temporary.path, "merge-base", "--is-ancestor", b, a])
                #expect(try await repository.isOrDescends(first, from: second) == (said.status == 0), "\(a) from \(b)")
            }
        }
        #expect(try await repository.ancestors(of: [try await id("main", temporary)]).count == 5)
        let tips = [
            try await id("main~1", temporary), try await id("side", temporary), try await id("main", temporary),
        ]
        #expect(Set(try await repository.ancestors(of: tips)).count == 6)
        #expect(try await repository.ancestors(of: tips).count == 6)
        #expect(try await repository.ancestors(of: []).isEmpty)
        #expect(try await repository.firstCommit(from: try await id("side", temporary)) == id("main~4", temporary))
    }

    @Test func aShallowCloneEndsAtItsBoundaryAndSaysSo() async throws {
        let temporary = try await prepared()
        let clone = temporary.folder + "/clone"
        let root = try await id("main~4", temporary)
        try await temporary.git(["clone", "--quiet", "--depth", "2", "file://" + temporary.path, clone])
        let repository = try temporary.open(in: clone)
        let tip = try await id("main", temporary)
        #expect(await repository.isShallow)
        let history = try await repository.firstParents(from: tip, limit: 100)
        #expect(history.commits.count == 2 && history.endsAtShallowBoundary)
        #expect(try await repository.ancestors(of: [tip]).count == 2)
        #expect(try await repository.isOrDescends(tip, from: history.commits[1].id))
        let shallow = GitError(.shallow, operation: "", message: "")
        await #expect(throws: shallow) { try await repository.firstCommit(from: tip) }
        await #expect(throws: shallow) { try await repository.isOrDescends(tip, from: root) }
    }

    @Test func revisionsAreResolved() async throws {
        let temporary = try await prepared()
        let repository = try temporary.open()
        let tip = try await id("main", temporary)
        #expect(try await repository.resolveCommit("main") == tip)
        #expect(try await repository.resolveCommit(String(tip.hex.prefix(8))) == tip)
        #expect(try await repository.resolveCommit("main~1") == id("main~1", temporary))
        #expect(try await repository.resolveCommit("nothing") == nil)
        #expect(try await repository.resolveCommit("main:file") == nil)
    }

    @Test func differencesEqualThoseOfGit() async throws {
        let temporary = try await TemporaryRepository()
        let repository = try temporary.open()
        let first = try await repository.append(
            ["a": .text("1"), "b/c": .text("2"), "b/d": .text("3"), "e.x": .text("4"), "e/f": .text("5")], to: "line")
        let second = try await repository.append(
            ["a": .remove, "a/z": .text("1"), "b/c": .text("22"), "e/f": .remove, "new": .text("6")], to: "line")
        let (before, after) = (try await repository.commit(first).tree, try await repository.commit(second).tree)
        let changes = try await repository.differences(from: before, to: after)
        let told = try await temporary.git(["diff", "--no-renames", "--name-status", first.hex, second.hex])
        let ours = changes.map { ($0.before == nil ? "A" : $0.after == nil ? "D" : "M") + "\t" + $0.path }
        #expect(ours.sorted() == told.split(separator: "\n").map(String.init).sorted())
        #expect(try await repository.differences(from: nil, to: after).count == 5)
        #expect(try await repository.differences(from: after, to: after).isEmpty)
    }
}
