import Foundation
import Planning
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct ProjectInitializerTests {
    @Test func aNameThatIsRefusedLeavesNothingBehind() async throws {
        let temporary = try await TemporaryRepository()
        let folder = temporary.folder + "/new"
        let initializer = ProjectInitializer(directory: folder, variables: temporary.environment)
        let failure = await #expect(throws: EngineFailure.self) { try await initializer.run(name: "a/b") }
        #expect(failure?.exit == .invalidInput && failure?.code == "project-name")
        #expect(!FileManager.default.fileExists(atPath: folder))
        #expect(try await initializer.run(name: "a b").madeRepository)
    }
}
