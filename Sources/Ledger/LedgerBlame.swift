import GitStore
package import SyncModel

/// Which revision gave a field the meaning it has now.
package struct FieldOrigin: Sendable, Hashable {
    package var field: String
    package var entry: LedgerEntry

    /// The record that the revision left, with the place and commit of its declaration.
    package var record: AppliedRecord

    /// Whether the clone ends here, so that an older revision may have set it.
    package var isCut: Bool
}

/// An item that is recorded now, and where each of its fields comes from.
package struct ItemBlame: Sendable, Hashable {
    package var record: AppliedRecord

    /// Sorted by name.
    package var origins: [FieldOrigin]
}

extension Ledger {
    /// Finds, for each of some items, the revision that set each field; items that are not recorded are left out.
    ///
    /// Fingerprints of one key are compared; across a new key, which changes all of them, the search goes on with the old.
    package func blame(_ paths: Set<ItemPath>) async throws(LedgerError) -> [ItemBlame] {
        try await LedgerError.unify {
            guard let tip = try await tip() else { return [] }
            let state = try await appliedState()
            var searches: [ItemPath: FieldSearch] = [:]
            for path in paths { searches[path] = state.records[path].map { FieldSearch($0) } }
            var next: CommitID? = tip.commit.id
            while let id = next, searches.values.contains(where: { !$0.open.isEmpty }) {
                let stretch = try await git.firstParents(from: id, limit: 64)
                for commit in stretch.commits { try await look(at: commit, &searches) }
                next = stretch.next
            }
            return searches.values.map(\.result).sorted { $0.record.id < $1.record.id }
        }
    }

    private func look(at commit: GitCommit, _ searches: inout [ItemPath: FieldSearch]) async throws {
        let entry = LedgerEntry(commit)
        guard let changes = try await fileChanges(of: commit) else {
            for path in searches.keys { searches[path]?.endOfClone(entry) }
            return
        }
        for (path, change) in changes where searches[path]?.open.isEmpty == false {
            let before = try await storedRecord(change.before, of: path, in: commit)
            let after = try await storedRecord(change.after, of: path, in: commit)
            searches[path]?.step(entry, before: before, after: after)
        }
    }
}

/// The search for the origins of one item's fields, from the newest revision backwards.
private struct FieldSearch {
    let record: AppliedRecord
    private(set) var open: [String: Fingerprint]
    private var origins: [FieldOrigin] = []

    init(_ record: AppliedRecord) {
        self.record = record
        open = record.fingerprint.fields
    }

    var result: ItemBlame {
        ItemBlame(record: record, origins: origins.sorted { $0.field < $1.field })
    }

    mutating func step(_ entry: LedgerEntry, before: AppliedRecord?, after: AppliedRecord?) {
        for (field, print) in open {
            let earlier = before?.fingerprint.fields[field]
            if earlier == print { continue }
            if entry.outcome == .rekey, let earlier {
                open[field] = earlier
                continue
            }
            close(field, entry, after ?? record, isCut: false)
        }
    }

    mutating func endOfClone(_ entry: LedgerEntry) {
        for field in open.keys { close(field, entry, record, isCut: true) }
    }

    private mutating func close(_ field: String, _ entry: LedgerEntry, _ record: AppliedRecord, isCut: Bool) {
        open[field] = nil
        origins.append(FieldOrigin(field: field, entry: entry, record: record, isCut: isCut))
    }
}
