import AirflowModel
import Declarations
package import Ledger
import Planning
import SyncModel

/// What `log` was asked for.
package struct HistoryRequest: Sendable {
    package var paths: [String]
    package var limit: Int?
    package var since: String?
    package var until: String?
    package var author: String?
    package var field: String?

    package init(
        paths: [String] = [], limit: Int? = nil, since: String? = nil, until: String? = nil, author: String? = nil,
        field: String? = nil
    ) {
        self.paths = paths
        self.limit = limit
        self.since = since
        self.until = until
        self.author = author
        self.field = field
    }
}

extension SyncEngine {
    /// The applied revisions, newest first; no network.
    package func history(_ request: HistoryRequest) async throws -> [LedgerEntry] {
        let ledger = try await openLedgerToRead()
        let globs = globs(request.paths)
        let naming = settings.naming
        let state = globs.isEmpty ? nil : try await ledger.appliedState()
        let teams = Set(state?.records.values.compactMap(\.id.team) ?? []).sorted()
        var query = LedgerQuery(limit: request.limit, author: request.author, field: request.field)
        query.since = try request.since.map { try time($0, ofDay: "00:00:00") }
        query.until = try request.until.map { try time($0, ofDay: "23:59:59") }
        if !globs.isEmpty {
            query.matching = { path in
                let id = naming.identify(path, teams: teams)
                return globs.contains { $0.matches(id, at: path) }
            }
        }
        return try await ledger.history(query).entries
    }

    /// One revision in full.
    package func revision(_ name: String) async throws -> LedgerRevision {
        try await openLedgerToRead().show(name)
    }

    /// The same revisions in full, with what they did to each record.
    package func revisions(_ request: HistoryRequest) async throws -> [LedgerRevision] {
        let (ledger, _) = try await openLedger()
        var revisions: [LedgerRevision] = []
        for entry in try await history(request) { revisions.append(try await ledger.show(entry)) }
        return revisions
    }

    /// Where each field of the items that some globs name comes from; items that are recorded now only.
    package func blame(_ patterns: [String]) async throws -> [ItemBlame] {
        let ledger = try await openLedgerToRead()
        let globs = globs(patterns)
        let records = try await ledger.appliedState().records.values
        let paths = records.filter { record in globs.contains { $0.matches(record.id, at: record.path) } }.map(\.path)
        guard !paths.isEmpty else {
            throw EngineFailure(
                .failed, code: "not-recorded", "no recorded item is called \(patterns.joined(separator: ", "))",
                hints: ["lockstep log shows what was applied; lockstep log NAME also finds what is gone"])
        }
        return try await ledger.blame(Set(paths))
    }

    /// The ledger of this clone, with a word where it is not the whole truth: an apply is under way, or newer revisions
    /// have been fetched that its branch does not have.
    private func openLedgerToRead() async throws -> Ledger {
        let ledger = try await openLedger().ledger
        noticeUnresolved(.of(local: try await ledger.announcedIntent(), pull: nil))
        if let fetched = try await ledger.fetched() {
            let (branch, remote) = (escapedForTerminal(ledger.branch), escapedForTerminal(fetched.remote))
            context.notice(
                fetched.hasLocal
                    ? "note: \(remote)/\(branch) has newer revisions than \(branch) of this clone"
                    : "note: this clone has no branch \(branch), only \(remote)/\(branch)")
            context.notice("  hint: git fetch \(remote) \(branch):\(branch)")
        }
        return ledger
    }

    private func time(_ text: String, ofDay clock: String) throws -> LedgerTime {
        guard let time = LedgerTime(iso8601: text.contains("T") ? text : text + "T\(clock)Z") else {
            throw EngineFailure(
                .usage, code: "date", "'\(text)' is not a date", hints: ["write 2026-01-31 or 2026-01-31T12:00:00Z"])
        }
        return time
    }
}
