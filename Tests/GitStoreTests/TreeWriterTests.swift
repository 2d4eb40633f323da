import TestSupport
import Testing

@testable import GitStore

@Suite struct TreeWriterTests {
    @Test func nestedChangesGiveTheTreeThatGitSees() async throws {
        let temporary = try await TemporaryRepository()
        let repository = try temporary.open()
        try await repository.append(
            ["a/b/one": .text("1"), "a/b/two": .text("2"), "a/c": .text("3"), "z": .text("4")], to: "line")
        try await repository.append(["a/b/one": .remove, "a/b/two": .text("22"), "new/x": .text("5")], to: "line")
        #expect(
            try await temporary.git("ls-tree -r --name-only line")
                == ["a/b/two", "a/c", "new/x", "z"].joined(separator: "\n"))
        #expect(try await temporary.git("show line:a/b/two") == "22")
        #expect(try await temporary.strictCheck() == "")
        #expect(try await temporary.git("status --porcelain --branch") == "## No commits yet on main")
    }

    @Test func anEmptiedFolderDisappearsAndAnEmptyTreeIsPossible() async throws {
        let temporary = try await TemporaryRepository()
        let repository = try temporary.open()
        try await repository.append(["a/b/c": .text("1"), "d": .text("2")], to: "line")
        try await repository.append(["a/b/c": .remove, "not/there": .remove], to: "line")
        #expect(try await temporary.git("ls-tree -r -t --name-only line") == "d")
        try await repository.append(["d": .remove], to: "line")
        #expect(try await temporary.git("ls-tree -r line") == "")
        #expect(try await temporary.strictCheck() == "")
    }

    @Test func untouchedFoldersKeepTheirTrees() async throws {
        let temporary = try await TemporaryRepository()
        let repository = try temporary.open()
        try await repository.append(["a/x": .text("1"), "b/y": .text("2")], to: "line")
        let before = try await temporary.git("rev-parse line:a")
        try await repository.append(["b/y": .text("3")], to: "line")
        #expect(try await temporary.git("rev-parse line:a") == before)
    }

    @Test func aBlobCanMoveWithoutBeingWritten() async throws {
        let temporary = try await TemporaryRepository()
        let repository = try temporary.open()
        let commit = try await repository.append(["a": .text("1")], to: "line")
        let tree = try await repository.commit(commit).tree
        let file = try #require(try await repository.file(at: "a", in: tree))
        try await repository.append(["a": .remove, "b/c": .place(file.blob)], to: "line")
        #expect(try await temporary.git("show line:b/c") == "1")
    }

    @Test func aFileBecomesAFolderOnlyWhenItIsRemoved() async throws {
        let temporary = try await TemporaryRepository()
        let repository = try temporary.open()
        try await repository.append(["a": .text("1")], to: "line")
        await #expect(throws: GitError(.pathConflict, operation: "", message: "")) {
            try await repository.append(["a/b": .text("2")], to: "line")
        }
        try await repository.append(["a": .remove, "a/b": .text("2")], to: "line")
        await #expect(throws: GitError(.pathConflict, operation: "", message: "")) {
            try await repository.append(["a": .text("3")], to: "line")
        }
        #expect(try await temporary.git("show line:a/b") == "2")
    }

    @Test(arguments: [".git/x", "a/../b", "a//b", "a/.", ".GIT/config", ""])
    func namesThatNoTreeMayHoldAreRefused(_ path: String) async throws {
        let temporary = try await TemporaryRepository()
        let repository = try temporary.open()
        await #expect(throws: GitError(.invalidName, operation: "", message: "")) {
            try await repository.writeTree(base: nil, edits: [path: .text("x")])
        }
    }

    @Test(arguments: [10, 48, 49, 300])
    func smallCommitsAreLooseAndLargeOnesPacked(_ count: Int) async throws {
        let temporary = try await TemporaryRepository()
        let repository = try temporary.open()
        let edits = (0..<count).map { ("folder\($0 % 3)/file\($0)", TreeEdit.text("text \($0)\n")) }
        try await repository.append(Dictionary(uniqueKeysWithValues: edits), to: "line")
        let figures = try await temporary.git("count-objects -v")
        #expect(figures.contains(count > ObjectSink.packThreshold ? "packs: 1" : "packs: 0"))
        #expect(try await temporary.git("show line:folder1/file1") == "text 1")
        #expect(try await temporary.strictCheck() == "")
        try await repository.append(["folder0/file0": .text("again\n"), "more": .text("x")], to: "line")
        let texts = try await repository.texts(of: "line")
        #expect(texts.count == count + 1)
        #expect(texts["folder0/file0"] == "again\n")
    }

    /// Random series of changes, compared after each with a dictionary and at last by `git` itself.
    @Test(arguments: 0..<8)
    func randomChangesEqualAModel(_ seed: UInt64) async throws {
        var random = SplitMix(state: seed)
        let temporary = try await TemporaryRepository()
        let repository = try temporary.open()
        var model: [String: String] = [:]
        for _ in 0..<6 {
            var edits: [String: TreeEdit] = [:]
            for _ in 0..<Int.random(in: 1...80, using: &random) {
                let path =
                    (0..<Int.random(in: 0...2, using: &random)).map { _ in "d\(Int.random(in: 0...3, using: &random))/"
                    }
                    .joined() + "f\(Int.random(in: 0...9, using: &random))"
                let text = "\(Int.random(in: 0...999, using: &random))"
                edits[path] = Bool.random(using: &random) ? .text(text) : .remove
                model[path] = edits[path] == .remove ? nil : text
            }
            try await repository.append(edits, to: "line")
            #expect(try await repository.texts(of: "line") == model)
        }
        let listed = try await temporary.git("ls-tree -r --name-only line")
        #expect(listed.split(separator: "\n").map(String.init).sorted() == model.keys.sorted())
        #expect(try await temporary.strictCheck() == "")
    }
}

/// A small generator whose series repeats for a seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

extension GitRepository {
    /// The texts of all files at the tip of a branch.
    func texts(of branch: String) throws -> [String: String] {
        guard let tip = try reference("refs/heads/" + branch) else { return [:] }
        let pairs = try mapFiles(in: try commit(tip).tree) { file, bytes in
            (file.path, String(decoding: bytes, as: UTF8.self))
        }.get()
        return Dictionary(uniqueKeysWithValues: pairs)
    }
}
