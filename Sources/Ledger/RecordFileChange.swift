import GitStore
import SyncModel

/// What a commit did to the file of one item; a file that was only renamed is not among them.
struct RecordFileChange: Hashable, Sendable {
    var before: BlobID?
    var after: BlobID?

    var effect: RecordEffect { after == nil ? .removed : .written }
}

extension Ledger {
    /// The records that a commit changed against its parent; nil where the parent is beyond a shallow boundary.
    ///
    /// - Throws: `RecordProblem` for a file that cannot be a record.
    func fileChanges(of commit: GitCommit) async throws -> [ItemPath: RecordFileChange]? {
        var base: TreeID?
        if let parent = commit.parents.first {
            guard await git.contains(parent) else { return nil }
            base = try await git.commit(parent).tree
        }
        var changes: [ItemPath: RecordFileChange] = [:]
        for file in try await git.differences(from: base, to: commit.tree) where file.path != LedgerRoot.fileName {
            guard file.isRegular, let path = RecordPath.decode(file.path) else {
                throw RecordProblem(
                    file: file.path, problem: JSONReader.Problem(offset: 0, message: "not the file of a record"))
            }
            let known = changes[path]
            changes[path] = RecordFileChange(before: known?.before ?? file.before, after: known?.after ?? file.after)
        }
        return changes.filter { $0.value.before != $0.value.after }
    }
}
