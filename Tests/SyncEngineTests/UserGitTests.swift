import Foundation
import Ledger
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

    @Test func aSignerThatNeverEndsIsKilled() async throws {
        let program = folder + "/signer-\(UUID().uuidString)"
        defer { for end in ["", ".pid"] { try? FileManager.default.removeItem(atPath: program + end) } }
        // Deaf to the request to end, as a program that waits for a passphrase may be.
        let script = "#!/bin/sh\ntrap '' TERM\necho $$ >\"$0.pid\"\nexec tail -f /dev/null\n"
        try Data(script.utf8).write(to: URL(fileURLWithPath: program))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        let git = UserGit(directory: folder, variables: variables)
        let late = await #expect(throws: CommitSigner.TimedOut.self) {
            try await git.sign([program, "-bsau", "key"], "tree", nil, within: .milliseconds(500))
        }
        #expect(late?.limit == .milliseconds(500))
        let text = try String(contentsOfFile: program + ".pid", encoding: .utf8)
        let process = try #require(Int32(text.trimmingCharacters(in: .newlines)))
        #expect(kill(process, 0) == -1 && errno == ESRCH)
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

    @Test func anExportIsReadWhereGitCannotTellOfItsPlace() async throws {
        let nowhere = UserGit(directory: folder, variables: ["PATH": folder + "/nowhere"])
        let export = ExportFile(name: "e.json", path: folder + "/e.json", content: Secret("{}"), kind: nil)
        #expect(try await export.exposure(to: nowhere) == nil)
    }
}
