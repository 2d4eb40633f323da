import CLibgit2
import Testing

@testable import GitStore

@Suite struct GitCallTests {
    @Test func onlyItsEndEndsAnIteration() throws {
        #expect(try advances("next") { 0 })
        #expect(try !advances("next") { GIT_ITEROVER.rawValue })
        #expect(throws: GitError(.notFound, operation: "", message: "")) {
            try advances("next") { GIT_ENOTFOUND.rawValue }
        }
    }
}
