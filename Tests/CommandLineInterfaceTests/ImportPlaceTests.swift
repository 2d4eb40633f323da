import Foundation
import Testing

@testable import CommandLineInterface

@Suite struct ImportPlaceTests {
    private let files = ["connections/a.yaml", "variables/the rest.yaml"]

    private func commit(project: String = "/p", current: String = "/p", out: String? = nil) -> String? {
        ImportPlace(project: project, current: current, out: out).commit(files)
    }

    @Test func filesOfAnotherFolderThanTheShellsAreNamedToGitFromTheProject() {
        let added = "add connections/a.yaml 'variables/the rest.yaml'"
        #expect(commit() == "git \(added) && git commit")
        #expect(commit(current: "/p/sub") == "git -C /p \(added) && git -C /p commit")
        #expect(commit(project: "/my p", current: "/") == "git -C '/my p' \(added) && git -C '/my p' commit")
    }

    @Test func filesOutsideOfTheRepositoryAreNotToBeCommitted() throws {
        let top = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: top) }
        for folder in ["/r/.git", "/r/p", "/r/other", "/elsewhere"] {
            try FileManager.default.createDirectory(atPath: top + folder, withIntermediateDirectories: true)
        }
        let project = top + "/r/p"
        #expect(commit(project: project, current: project, out: top + "/elsewhere") == nil)
        #expect(
            commit(project: project, current: project, out: project + "/new")?
                .hasPrefix("git add new/connections/a.yaml ") == true)
        #expect(
            commit(project: project, current: top, out: top + "/r/other")?
                .hasPrefix("git -C \(project) add \(top)/r/other/connections/a.yaml ") == true)
    }
}
