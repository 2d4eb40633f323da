import GitStore
package import SyncModel

/// One revision of the ledger, as its commit tells it.
package struct LedgerEntry: Sendable, Hashable {
    package var revision: String
    package var time: LedgerTime

    /// `Name <address>`.
    package var author: String

    /// Nil for a commit that was not made by the program.
    package var outcome: LedgerOutcome?
    package var context: LedgerContext?
    package var summary: String
    package var changes: [LedgerChange]
    package var isSigned: Bool
}

/// A question about the history.
package struct LedgerQuery: Sendable {
    /// At most so many entries; nil for all.
    package var limit: Int?

    /// Only revisions that changed the record of one of these items; empty for all.
    package var paths: Set<ItemPath>

    /// Only revisions that changed an item for which this holds, by what their messages say.
    package var matching: (@Sendable (ItemPath) -> Bool)?
    package var since: LedgerTime?
    package var until: LedgerTime?

    /// A part of the author's name or address, in any letter case.
    package var author: String?

    /// Only revisions that changed a field of this name, by what their messages say.
    package var field: String?

    package init(
        limit: Int? = nil, paths: Set<ItemPath> = [], matching: (@Sendable (ItemPath) -> Bool)? = nil,
        since: LedgerTime? = nil, author: String? = nil, field: String? = nil
    ) {
        self.limit = limit
        self.paths = paths
        self.matching = matching
        self.since = since
        self.author = author
        self.field = field
    }
}

/// The answer to a query.
package struct LedgerHistory: Sendable {
    /// Newest first; each with the changes that were asked for only.
    package var entries: [LedgerEntry]

    /// Whether older revisions may be missing because this clone is shallow.
    package var endsAtShallowBoundary: Bool
}

extension Ledger {
    private static let stretch = 64

    /// The revisions that a query asks for, newest first.
    ///
    /// That one of the query's `paths` was changed is decided by its file in the trees, not by what the message says.
    package func history(_ query: LedgerQuery = LedgerQuery()) async throws(LedgerError) -> LedgerHistory {
        try await LedgerError.unify {
            var result = LedgerHistory(entries: [], endsAtShallowBoundary: false)
            var next = try await git.reference(reference)
            while let start = next {
                let stretch = try await git.firstParents(from: start, limit: Self.stretch)
                for commit in stretch.commits {
                    if let limit = query.limit, result.entries.count >= limit { return result }
                    if let entry = try await entry(of: commit, query) { result.entries.append(entry) }
                }
                result.endsAtShallowBoundary = stretch.endsAtShallowBoundary
                next = stretch.next
            }
            return result
        }
    }

    /// How many revisions the branch has after one of them; nil where it does not have that one, or this clone is too
    /// shallow to tell.
    package func lead(over revision: String) async throws(LedgerError) -> Int? {
        try await LedgerError.unify {
            var next = try await git.reference(reference)
            guard next?.hex != revision else { return 0 }
            guard let id = CommitID(hex: revision), await git.contains(id) else { return nil }
            var count = 0
            while let start = next {
                let stretch = try await git.firstParents(from: start, limit: Self.stretch)
                if let index = stretch.commits.firstIndex(where: { $0.id == id }) { return count + index }
                count += stretch.commits.count
                next = stretch.next
            }
            return nil
        }
    }

    /// The entry of a commit with the changes that are asked for; nil where none of it is.
    private func entry(of commit: GitCommit, _ query: LedgerQuery) async throws -> LedgerEntry? {
        var entry = LedgerEntry(commit)
        if let since = query.since, entry.time < since { return nil }
        if let until = query.until, until < entry.time { return nil }
        if let author = query.author, !entry.author.lowercased().contains(author.lowercased()) { return nil }
        if !query.paths.isEmpty {
            var touched: Set<ItemPath> = []
            for path in query.paths where try await touches(path, commit) { touched.insert(path) }
            guard !touched.isEmpty else { return nil }
            entry.changes.removeAll { !touched.contains($0.path) }
        }
        guard query.matching != nil || query.field != nil else { return entry }
        if let matching = query.matching { entry.changes.removeAll { !matching($0.path) } }
        if let field = query.field { entry.changes.removeAll { !$0.fields.contains(field) } }
        var made: [LedgerChange] = []
        for change in entry.changes where try await isMade(change, commit) { made.append(change) }
        entry.changes = made
        return made.isEmpty ? nil : entry
    }

    /// Whether a commit tells of a change that was made; an update that failed half-way is recorded as well.
    private func isMade(_ change: LedgerChange, _ commit: GitCommit) async throws -> Bool {
        if change.result == .done { return true }
        return try await touches(change.path, commit)
    }

    /// Whether a commit changed the record of an item; at the boundary of a shallow clone its message decides.
    private func touches(_ path: ItemPath, _ commit: GitCommit) async throws -> Bool {
        let after = try await blob(of: path, in: commit.tree)
        guard let parent = commit.parents.first else { return after != nil }
        guard await git.contains(parent) else {
            return LedgerEntry(commit).changes.contains { $0.path == path && $0.result == .done }
        }
        return try await blob(of: path, in: try await git.commit(parent).tree) != after
    }

    /// The record of an item under either of its names; a file that was only renamed is the same blob.
    func blob(of path: ItemPath, in tree: TreeID) async throws -> BlobID? {
        let plain = try await git.file(at: RecordPath.encode(path), in: tree)
        if let plain, RecordPath.decode(plain.path) == path { return plain.blob }
        return try await git.file(at: RecordPath.encode(path, encodingCapitals: true), in: tree)?.blob
    }
}

extension LedgerEntry {
    init(_ commit: GitCommit) {
        let message = LedgerMessage(parsing: commit.message)
        let firstLine = commit.message.split(separator: "\n").first.map(String.init) ?? ""
        self.init(
            revision: commit.id.hex, time: LedgerTime(commit.author.time),
            author: "\(commit.author.name) <\(commit.author.email)>", outcome: message?.outcome,
            context: message?.context,
            summary: message?.subject ?? firstLine, changes: message?.changes ?? [], isSigned: commit.isSigned)
    }
}
