import Foundation
import TestSupport
import Testing

@testable import GitStore

@Suite struct ReferenceTests {
    static let name = "refs/heads/line/one"

    private func prepared() async throws -> (TemporaryRepository, GitRepository, CommitID, CommitID) {
        let temporary = try await TemporaryRepository()
        let repository = try temporary.open()
        let first = try await repository.append(["a": .text("1")], to: "other")
        let second = try await repository.append(["a": .text("2")], to: "other")
        return (temporary, repository, first, second)
    }

    /// How many of so many publishers at once get through; the others must fail with one of these codes.
    private func wins(
        of publishers: Int, for ids: [CommitID], in temporary: TemporaryRepository, losing codes: Set<GitError.Code>
    ) async throws -> Int {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<publishers {
                let repository = try temporary.open()
                group.addTask {
                    do {
                        try await repository.publish(
                            ids[index % ids.count], to: Self.name, expecting: nil, note: "")
                        return true
                    } catch let error as GitError where codes.contains(error.code) {
                        return false
                    }
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
    }

    @Test func publishingStatesWhatItExpects() async throws {
        let (temporary, repository, first, second) = try await prepared()
        let raced = GitError(.raced, operation: "", message: "")
        await #expect(throws: raced) { try await repository.publish(second, to: Self.name, expecting: first, note: "") }
        try await repository.publish(first, to: Self.name, expecting: nil, note: "create")
        await #expect(throws: raced) { try await repository.publish(second, to: Self.name, expecting: nil, note: "") }
        await #expect(throws: raced) {
            try await repository.publish(second, to: Self.name, expecting: second, note: "")
        }
        try await repository.publish(second, to: Self.name, expecting: first, note: "move")
        #expect(try await temporary.git("rev-parse line/one") == second.hex)
        try await temporary.git("pack-refs --all")
        await #expect(throws: raced) { try await repository.publish(first, to: Self.name, expecting: first, note: "") }
        await #expect(throws: raced) { try await repository.publish(first, to: Self.name, expecting: nil, note: "") }
        try await repository.publish(first, to: Self.name, expecting: second, note: "back")
        #expect(try await repository.reference(Self.name) == first)
    }

    @Test func onlyOneOfManyPublishersWins() async throws {
        let (temporary, _, first, second) = try await prepared()
        #expect(try await wins(of: 16, for: [first, second], in: temporary, losing: [.raced, .referenceLocked]) == 1)
    }

    @Test func deletingStatesWhatItExpects() async throws {
        let (temporary, repository, first, second) = try await prepared()
        let raced = GitError(.raced, operation: "", message: "")
        try await repository.publish(first, to: Self.name, expecting: nil, note: "create")
        await #expect(throws: raced) { try await repository.deleteReference(Self.name, expecting: second) }
        try await temporary.git("pack-refs --all")
        try await repository.deleteReference(Self.name, expecting: first)
        await #expect(throws: raced) { try await repository.deleteReference(Self.name, expecting: first) }
        #expect(
            try await temporary.run(["git", "-C", temporary.path, "rev-parse", "--verify", "-q", Self.name]).status == 1
        )
    }

    @Test func aNameBelowOrAboveAnotherIsAConflict() async throws {
        let (temporary, repository, first, _) = try await prepared()
        try await repository.publish(first, to: Self.name, expecting: nil, note: "create")
        for name in ["refs/heads/line", "refs/heads/line/one/more", "refs/heads/line/one/more/still"] {
            let error = await #expect(throws: GitError.self) {
                try await repository.publish(first, to: name, expecting: nil, note: "")
            }
            #expect(error?.code == .referenceConflict)
            #expect(error?.message.contains(Self.name) == true)
        }
        #expect(try await temporary.strictCheck() == "")
    }

    private func age(_ lock: String) throws {
        let longAgo = [FileAttributeKey.modificationDate: Date(timeIntervalSinceNow: -60)]
        try FileManager.default.setAttributes(longAgo, ofItemAtPath: lock)
    }

    @Test func aLockLeftBehindByTheDeadIsTakenAway() async throws {
        let (temporary, repository, first, second) = try await prepared()
        try await repository.publish(first, to: Self.name, expecting: nil, note: "create")
        let lock = temporary.path + "/.git/" + Self.name + ".lock"
        #expect(FileManager.default.createFile(atPath: lock, contents: nil))
        try age(lock)
        try await repository.publish(second, to: Self.name, expecting: first, note: "move")
        try await repository.deleteReference(Self.name, expecting: second)
        #expect(try await repository.reference(Self.name) == nil)
    }

    @Test func theLockThatIsSharedWithTheUsersGitIsWaitedForAndKept() async throws {
        let (temporary, repository, _, _) = try await prepared()
        let lock = temporary.path + "/.git/packed-refs.lock"
        #expect(FileManager.default.createFile(atPath: lock, contents: nil))
        try age(lock)
        var tries = 0
        await #expect(throws: GitError.self) {
            try await repository.outlastingLocks(of: Self.name, attempts: 2) { () throws(GitError) in
                tries += 1
                throw GitError(.referenceLocked, operation: "", message: "")
            }
        }
        #expect(tries == 3)
        #expect(FileManager.default.fileExists(atPath: lock))
    }

    @Test func aStaleLockOfPackedRefsIsNamedWithTheCommandThatHelps() async throws {
        let (temporary, repository, first, _) = try await prepared()
        try await repository.publish(first, to: Self.name, expecting: nil, note: "create")
        try await temporary.git("pack-refs --all")
        let lock = temporary.path + "/.git/packed-refs.lock"
        #expect(FileManager.default.createFile(atPath: lock, contents: nil))
        try age(lock)
        let error = await #expect(throws: GitError.self) {
            try await repository.deleteReference(Self.name, expecting: first, attempts: 1)
        }
        #expect(error?.code == .referenceLocked)
        #expect(error?.message.contains(lock) == true && error?.message.contains("seconds ago") == true)
        #expect(try await temporary.git("rev-parse \(Self.name)") == first.hex)
        #expect(try await repository.reference(Self.name) == first)
        let command = try #require(error?.hint?.split(separator: ": ").last)
        #expect(try await temporary.run(["sh", "-c", String(command)]).status == 0)
        try await repository.deleteReference(Self.name, expecting: first)
        #expect(try await repository.reference(Self.name) == nil)
        #expect(try await temporary.git("for-each-ref \(Self.name)") == "")
    }

    @Test func whoeverRemovesAStaleLockIsAlone() async throws {
        let (temporary, _, first, second) = try await prepared()
        let lock = temporary.path + "/.git/" + Self.name + ".lock"
        for _ in 0..<10 {
            try FileManager.default.createDirectory(
                at: URL(fileURLWithPath: lock).deletingLastPathComponent(), withIntermediateDirectories: true)
            #expect(FileManager.default.createFile(atPath: lock, contents: nil))
            try age(lock)
            #expect(try await wins(of: 4, for: [first, second], in: temporary, losing: [.raced]) == 1)
            try await temporary.git(["update-ref", "-d", Self.name])
        }
    }

    @Test func aLockThatCannotBeTakenAwayIsNamed() async throws {
        let (temporary, repository, first, second) = try await prepared()
        try await repository.publish(first, to: Self.name, expecting: nil, note: "create")
        let lock = temporary.path + "/.git/" + Self.name + ".lock"
        try FileManager.default.createDirectory(atPath: lock, withIntermediateDirectories: false)
        try age(lock)
        let error = await #expect(throws: GitError.self) {
            try await repository.publish(second, to: Self.name, expecting: first, note: "")
        }
        #expect(error?.code == .referenceLocked)
        #expect(error?.hint?.contains(lock) == true)
    }

    @Test func aBranchInUseIsSeenInEveryWorkTree() async throws {
        let temporary = try await TemporaryRepository()
        let repository = try temporary.open()
        #expect(try await repository.workTrees(using: "refs/heads/main") == [temporary.path])
        try await temporary.commit("file", "x")
        try await temporary.git("worktree add --quiet -b side ../linked")
        let linked = try temporary.open(in: temporary.folder + "/linked")
        for repository in [repository, linked] {
            #expect(try await repository.workTrees(using: "refs/heads/main") == [temporary.path])
            #expect(try await repository.workTrees(using: "refs/heads/side") == [temporary.folder + "/linked"])
            #expect(try await repository.workTrees(using: "refs/heads/none") == [])
        }
    }

    @Test func theHeadOfABareRepositoryIsNoCheckout() async throws {
        let temporary = try await TemporaryRepository(options: ["--bare"])
        let repository = try temporary.open()
        try await repository.append(["a": .text("1")], to: "main")
        #expect(try await repository.workTrees(using: "refs/heads/main") == [])
        try await temporary.git("worktree add --quiet -b side ../linked")
        let linked = try temporary.open(in: temporary.folder + "/linked")
        #expect(try await linked.workTrees(using: "refs/heads/main") == [])
        #expect(try await linked.workTrees(using: "refs/heads/side") == [temporary.folder + "/linked"])
    }

    @Test func referencesAreListedByPrefix() async throws {
        let (temporary, repository, first, second) = try await prepared()
        try await repository.publish(first, to: Self.name, expecting: nil, note: "create")
        #expect(
            try await repository.references(under: "refs/heads/") == [Self.name: first, "refs/heads/other": second])
        #expect(try await repository.reference("HEAD") == nil)
        #expect(try await temporary.strictCheck() == "")
    }
}
