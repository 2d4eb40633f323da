import GitStore
import SyncModel

/// What became of the record of an item between two trees.
enum RecordEffect: Hashable, Sendable {
    case written, removed
    /// The caller gave a record, and it was there already, letter for letter.
    case unchanged
}

/// The files of a ledger's tree, by item.
struct LedgerContent {
    private let files: [ItemPath: GitFile]

    init(git: GitRepository, tree: TreeID?) async throws {
        guard let tree else {
            files = [:]
            return
        }
        var files: [ItemPath: GitFile] = [:]
        for file in try await git.files(in: tree) where file.path != LedgerRoot.fileName {
            guard let path = RecordPath.decode(file.path), files.updateValue(file, forKey: path) == nil else {
                throw LedgerError(
                    .damaged, nil, "\(file.path) is not the name of a record", hints: ["run: lockstep verify"])
            }
        }
        self.files = files
    }

    var paths: Set<ItemPath> { Set(files.keys) }

    /// The changes of the tree that give items their new records, and what happens to each item.
    ///
    /// An item that comes to differ from another one only in letter case, or ceases to, gets another file name; its
    /// record moves as it is.
    func edits(
        _ records: [ItemPath: AppliedRecord?], keyID: String
    ) -> (tree: [String: TreeEdit], effects: [ItemPath: RecordEffect]) {
        let names = newNames(records)
        var tree: [String: TreeEdit] = [:]
        var effects: [ItemPath: RecordEffect] = [:]
        for (path, file) in files where names[path] != file.path {
            tree[file.path] = .remove
            if let name = names[path] { tree[name] = .place(file.blob) } else { effects[path] = .removed }
        }
        for (path, record) in records {
            guard let record, let name = names[path] else { continue }
            let bytes = LedgerRecord.encode(record, keyID: keyID)
            if files[path]?.blob == BlobID(hashing: bytes) {
                effects[path] = .unchanged
            } else {
                tree[name] = .write(bytes)
                effects[path] = .written
            }
        }
        return (tree, effects)
    }

    /// The names of all files afterwards.
    private func newNames(_ records: [ItemPath: AppliedRecord?]) -> [ItemPath: String] {
        var paths = Set(files.keys)
        for (path, record) in records {
            if record == nil { paths.remove(path) } else { paths.insert(path) }
        }
        return RecordPath.names(for: paths)
    }
}
