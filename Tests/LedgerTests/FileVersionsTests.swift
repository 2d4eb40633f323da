import Foundation
import TestSupport
import Testing

@testable import Ledger

@Suite struct FileVersionsTests {
    /// The texts of `file` in the order of visits.
    private func visit(_ temporary: TemporaryRepository) async throws -> (told: [String], commits: Int) {
        let repository = try LedgerRepository(containing: temporary.path, variables: temporary.environment)
        let seen = Seen()
        let (commits, _, _) = try await repository.forEachVersion(of: { $0 == "file" }) { version in
            seen.texts.append(String(decoding: version.bytes, as: UTF8.self))
        }
        return (seen.texts, commits)
    }

    private final class Seen {
        var texts: [String] = []
    }

    @Test func whatOnlyAnAnnotatedTagReachesIsVisited() async throws {
        let temporary = try await TemporaryRepository()
        try await temporary.commit("file", "kept")
        try await temporary.git("checkout --quiet -b side")
        try await temporary.commit("file", "tagged")
        try await temporary.git("tag -a -m inner inner")
        try await temporary.git("tag -a -m outer outer inner")
        try await temporary.git("checkout --quiet main")
        try await temporary.git("branch -D side")
        try await temporary.git("tag -d inner")
        #expect(try await visit(temporary) == (["kept", "tagged"], 2))
    }

    @Test func tagsOfFilesAndFoldersAreNoHistory() async throws {
        let temporary = try await TemporaryRepository()
        try await temporary.commit("file", "text")
        try await temporary.git("tag -a -m key key HEAD:file")
        try await temporary.git("tag -a -m folder folder HEAD^{tree}")
        try await temporary.git("tag light HEAD:file")
        #expect(try await visit(temporary) == (["text"], 1))
    }

    @Test func everyCommitIsVisitedOnceAfterItsParents() async throws {
        let temporary = try await TemporaryRepository()
        for number in 1...3 {
            try await temporary.commit("file", "\(number)")
            try await temporary.git("branch line\(number)")
        }
        try await temporary.git("checkout --quiet -b side HEAD~1")
        try await temporary.commit("file", "side")
        let (told, commits) = try await visit(temporary)
        #expect(commits == 4)
        #expect(told.filter { $0 != "side" } == ["1", "2", "3"])
        #expect(told.count == 4)
    }

    @Test func aTipThatCannotBeReadIsAnError() async throws {
        let temporary = try await TemporaryRepository()
        try await temporary.commit("file", "kept")
        try await temporary.git("checkout --quiet -b side")
        let lost = try await temporary.commit("file", "lost")
        try await temporary.git("checkout --quiet main")
        try FileManager.default.removeItem(
            atPath: temporary.path + "/.git/objects/\(lost.prefix(2))/\(lost.dropFirst(2))")
        let error = await ledgerError { _ = try await visit(temporary) }
        #expect(error?.code == .damaged)
    }
}
