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
    package var author: String?
    package var field: String?

    package init(
        paths: [String] = [], limit: Int? = nil, since: String? = nil, author: String? = nil, field: String? = nil
    ) {
        self.paths = paths
        self.limit = limit
        self.since = since
        self.author = author
        self.field = field
    }
}

extension SyncEngine {
    /// The applied revisions, newest first; no network.
    package func history(_ request: HistoryRequest) async throws -> [LedgerEntry] {
        let (ledger, _) = try await openLedger()
        noticeUnresolved(.of(local: try await ledger.announcedIntent(), pull: nil))
        let globs = globs(request.paths)
        let naming = settings.naming
        let state = globs.isEmpty ? nil : try await ledger.appliedState()
        let teams = Set(state?.records.values.compactMap(\.id.team) ?? []).sorted()
        var query = LedgerQuery(limit: request.limit, author: request.author, field: request.field)
        query.since = try request.since.map { try time($0) }
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
        let ledger = try await openLedger().ledger
        noticeUnresolved(.of(local: try await ledger.announcedIntent(), pull: nil))
        return try await ledger.show(name)
    }

    private func time(_ text: String) throws -> LedgerTime {
        guard let time = LedgerTime(iso8601: text.contains("T") ? text : text + "T00:00:00Z") else {
            throw EngineFailure(
                .usage, code: "date", "'\(text)' is not a date", hints: ["write 2026-01-31 or 2026-01-31T12:00:00Z"])
        }
        return time
    }
}
