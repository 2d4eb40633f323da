import TestSupport

@testable import GitStore

extension TemporaryRepository {
    /// The repository through the code under test.
    func open(in folder: String? = nil, adding: [String: String] = [:]) throws -> GitRepository {
        try GitRepository(containing: folder ?? path, environment: environment.merging(adding) { $1 })
    }
}

extension GitRepository {
    static let time = GitTime(secondsSinceEpoch: 1_767_225_600, offsetMinutes: 60)

    /// Writes a tree and a commit upon a branch, as a user of the module does.
    @discardableResult
    func append(_ edits: [String: TreeEdit], to branch: String, message: String = "Change\n") throws -> CommitID {
        let name = "refs/heads/" + branch
        let tip = try reference(name)
        let base = try tip.map { try self.commit($0).tree }
        let draft = CommitDraft(
            tree: try writeTree(base: base, edits: edits), parents: tip.map { [$0] } ?? [],
            identity: try commitIdentity(at: Self.time), message: message)
        let id = try writeCommit(draft)
        try publish(id, to: name, expecting: tip, note: "append")
        return id
    }
}

extension TreeEdit {
    static func text(_ text: String) -> TreeEdit { .write(Array(text.utf8)) }
}
