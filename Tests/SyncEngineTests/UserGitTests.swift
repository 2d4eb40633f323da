import Foundation
import Planning
import SyncModel
import Testing

@testable import SyncEngine

@Suite struct UserGitTests {
    private let folder = FileManager.default.temporaryDirectory.path
    private let variables = ProcessInfo.processInfo.environment

    @Test func aCommandThatTalksForTooLongIsStoppedAndHasFailed() async throws {
        let git = UserGit(directory: folder, variables: variables)
        // Never ends, as a remote that never answers.
        let waits = ["-c", "alias.wait=!exec tail -f /dev/null", "wait"]
        let answer = try await git.run(waits, within: .milliseconds(200))
        #expect(answer.status == 124)
        #expect(answer.talk.contains("stopped"))
    }

    @Test func aCommandThatEndsInTimeGivesItsAnswer() async throws {
        let git = UserGit(directory: folder, variables: variables)
        let answer = try await git.run(["--version"], within: .seconds(600))
        #expect(answer.succeeded && answer.line.hasPrefix("git version"))
    }

    @Test func onlyAGitThatIsNotThereIsMissing() async throws {
        let nowhere = UserGit(directory: folder, variables: ["PATH": folder + "/nowhere"])
        let failure = await #expect(throws: EngineFailure.self) { try await nowhere.run(["--version"]) }
        #expect(failure?.code == "git-missing")
    }
}
