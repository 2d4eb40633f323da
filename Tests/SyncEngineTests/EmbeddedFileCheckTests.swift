import TestSupport
import Testing

@testable import SyncEngine

@Suite struct EmbeddedFileCheckTests {
    private func refusal(_ file: String, in temporary: TemporaryRepository) async throws -> EngineFailure? {
        let check = EmbeddedFileCheck(directory: temporary.path, variables: temporary.environment)
        do {
            try await check.check(file)
            return nil
        } catch {
            return try #require(error as? EngineFailure)
        }
    }

    @Test func aPathFromTheRootIsLookedAtInsideOfTheWorkTree() async throws {
        let temporary = try await TemporaryRepository()
        try await temporary.commit(".gitignore", "ignored/\n")
        try await temporary.commit("tracked.sqlite", "x")
        let refused = try await refusal(temporary.path + "/tracked.sqlite", in: temporary)
        #expect(refused?.code == "embedded-tracked")
        #expect(refused?.message.hasPrefix("Git tracks") == true)
        let offered = try await refusal(temporary.path + "/data/x.sqlite", in: temporary)
        #expect(offered?.message.hasPrefix("Git does not ignore") == true)
        #expect(offered?.hints == ["echo 'x.sqlite*' >> '\(temporary.path)/data/.gitignore'"])
        #expect(try await refusal(temporary.path + "/ignored/x.sqlite", in: temporary) == nil)
    }

    @Test func gitHasNothingToSayAboutAnotherFolder() async throws {
        let temporary = try await TemporaryRepository()
        #expect(try await refusal(temporary.folder + "/x.sqlite", in: temporary) == nil)
    }

    @Test func aPathOfTheProjectIsNamedAsItWasGiven() async throws {
        let temporary = try await TemporaryRepository()
        #expect(try await refusal("data/x.sqlite", in: temporary)?.hints == ["echo 'data/' >> .gitignore"])
    }
}
