import GitStore
package import SyncModel

/// What one revision did to the record of an item.
package struct RecordChange: Sendable, Hashable {
    package var path: ItemPath
    package var before: AppliedRecord?
    package var after: AppliedRecord?
}

/// One revision in full.
package struct LedgerRevision: Sendable {
    package var entry: LedgerEntry
    package var parent: String?
    package var keyID: String

    /// The declarations held afterwards.
    package var holds: [ItemPath: Fingerprint]

    /// By item; empty at the boundary of a shallow clone, where the parent is missing.
    package var records: [RecordChange]
}

extension Ledger {
    /// Everything one revision says and did.
    ///
    /// - Parameter revision: An id or its beginning, or anything else that `git rev-parse` understands.
    /// - Throws: `unknownRevision` for what is no commit of this ledger.
    package func show(_ revision: String) async throws(LedgerError) -> LedgerRevision {
        try await LedgerError.unify {
            let commit = try await git.commit(resolve(revision))
            return try await self.revision(of: commit, as: LedgerEntry(commit))
        }
    }

    /// The same of an entry of the history, with the changes that were asked for: of such a commit it need not be found
    /// out once more whether it is one of this ledger.
    package func show(_ entry: LedgerEntry) async throws(LedgerError) -> LedgerRevision {
        try await LedgerError.unify {
            guard let id = CommitID(hex: entry.revision) else { throw unknown(entry.revision) }
            return try await revision(of: git.commit(id), as: entry)
        }
    }

    private func revision(of commit: GitCommit, as entry: LedgerEntry) async throws -> LedgerRevision {
        let root = try await root(of: commit)
        return LedgerRevision(
            entry: entry, parent: commit.parents.first?.hex, keyID: root.keyID, holds: root.holds,
            records: try await recordChanges(of: commit))
    }

    private func recordChanges(of commit: GitCommit) async throws -> [RecordChange] {
        guard let changes = try await fileChanges(of: commit) else { return [] }
        var result: [RecordChange] = []
        for (path, change) in changes.sorted(by: { $0.key < $1.key }) {
            let before = try await storedRecord(change.before, of: path, in: commit)
            let after = try await storedRecord(change.after, of: path, in: commit)
            result.append(RecordChange(path: path, before: before, after: after))
        }
        return result
    }

    func storedRecord(_ blob: BlobID?, of path: ItemPath, in commit: GitCommit) async throws -> AppliedRecord? {
        guard let blob else { return nil }
        let bytes = try await git.blob(blob)
        do {
            return try LedgerRecord.decode(bytes).record
        } catch {
            throw damaged(RecordPath.encode(path), in: commit.id, error)
        }
    }
}

extension RecordChange {
    /// Whether someone else had written the item since the revision before, as far as the records tell: its row was
    /// touched, it was made anew, its version rose by more than our write, or the write restored what was recorded.
    ///
    /// - Parameter action: what this revision did.
    package func followsChangeOutside(_ action: LedgerAction) -> Bool {
        guard let before else { return false }
        switch action {
        case .refresh, .forget, .create: return true
        case .adopt: return after?.row != before.row
        case .update:
            guard let after else { return false }
            return after.row.itemID != before.row.itemID || after.row.lastVersion > before.row.lastVersion + 1
                || after.fingerprint == before.fingerprint
        case .delete, .purge, .hold, .release: return false
        }
    }
}
