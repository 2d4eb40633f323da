import Declarations
import Ledger
import Planning

/// The name and id that the ledger, its key and ownership tags carry.
struct ProjectIdentity: Sendable, Hashable {
    var name: String
    var id: String

    /// Where the project file names none: the folder's name, and an id from the repository's first commit, which is the
    /// same in every clone.
    static func of(
        _ settings: Settings, directory: String, repository: LedgerRepository
    ) async throws -> ProjectIdentity {
        let name = name(settings, directory: directory)
        if let id = settings.text(.projectID) { return ProjectIdentity(name: name, id: id) }
        guard let first = try await repository.firstCommit() else {
            throw EngineFailure(
                .invalidInput, code: "project-id", "the project has no id yet",
                causes: ["without project.id the id comes from the repository's first commit, and there is none"],
                hints: ["commit something, or write `project: {name: …, id: …}` into lockstep.yaml"])
        }
        return ProjectIdentity(name: name, id: String(first.prefix(8)))
    }

    static func name(_ settings: Settings, directory: String) -> String {
        settings.text(.projectName) ?? directory.split(separator: "/").last.map(String.init) ?? "project"
    }
}
