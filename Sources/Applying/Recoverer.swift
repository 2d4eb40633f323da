package import SyncModel

/// Resolves the announcement that an interrupted run left behind, before anything else is planned or written.
package struct Recoverer: Sendable {
    private let store: any SecretStore
    private let journal: any ApplyJournal

    package init(store: any SecretStore, journal: any ApplyJournal) {
        self.store = store
        self.journal = journal
    }

    /// Looks at every announced item, records what happened, and takes the announcement back.
    ///
    /// If an item's state cannot be found out, nothing is recorded and the announcement stays; the receipt says which.
    ///
    /// - Parameter purged: What the ledger says has left the trash since the announcement; no record tells it.
    /// - Throws: If the listing fails or the ledger cannot be written; running again is safe.
    package func run(
        _ intent: ApplyIntent, applied: AppliedState, purged: Set<ItemPath> = []
    ) async throws(ApplyProblem) -> RecoveryReceipt {
        var receipt = Recovery.decide(intent, now: try await observe(intent), applied: applied, purged: purged)
        guard receipt.isCertain else { return receipt }
        do throws(JournalError) {
            if !receipt.isRecordedAlready {
                receipt.revision = try await journal.finish(
                    ApplyRecord(
                        planID: intent.planID, outcome: .recovered, puts: receipt.puts, removals: receipt.removals,
                        newHolds: receipt.newHolds, endedHolds: receipt.endedHolds, results: receipt.results))
            }
            try await journal.removeIntent()
        } catch {
            throw ApplyProblem(error)
        }
        return receipt
    }

    private func observe(_ intent: ApplyIntent) async throws(ApplyProblem) -> [ItemPath: RecoveryObservation] {
        let listing: StoreListing
        do throws(StoreError) {
            listing = try await store.list(Set(intent.entries.map(\.path)))
        } catch {
            throw ApplyProblem(error)
        }
        let present = intent.entries.filter { if case .present = listing[$0.path] { true } else { false } }
        let requests = present.compactMap(\.request)
        let values = requests.isEmpty ? [:] : await store.read(requests)
        return Dictionary(intent.entries.map { ($0.path, observation($0, listing, values)) }) { first, _ in first }
    }

    private func observation(
        _ entry: IntentEntry, _ listing: StoreListing, _ values: [ItemPath: Result<EntryFingerprint, StoreError>]
    ) -> RecoveryObservation {
        switch listing[entry.path] {
        case .absent: return .absent
        case .unknown(let why): return .unknown(reason: why)
        case .present where entry.request == nil: return .unread
        case .present(let item):
            switch values[entry.path] {
            case .success(let now)?:
                return .present(now, row: item.row, racy: Raciness.isRacy(item.row, answeredAt: listing.answeredAt))
            case .failure(let error)? where error.code == .notFound: return .absent
            case .failure(let error)?: return .unknown(reason: error.description)
            case nil: return .unknown(reason: "no answer for the item")
            }
        }
    }
}
