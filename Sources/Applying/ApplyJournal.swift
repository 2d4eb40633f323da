package import SyncModel

/// Where an apply is announced before and recorded after.
package protocol ApplyJournal: Sendable {
    /// Announces the changes, durably, before the first write. It is also the lock: a second intent is refused.
    func writeIntent(_ intent: ApplyIntent) async throws(JournalError)

    /// Records what became of them; answers with the new revision.
    func finish(_ record: ApplyRecord) async throws(JournalError) -> String

    /// Takes the announcement back, once everything it announces is recorded.
    func removeIntent() async throws(JournalError)
}

/// Why the journal could not be written.
package struct JournalError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// Someone else's intent is there.
        case locked

        /// The ledger moved on since the plan was made.
        case moved

        case failed
    }

    package var code: Code
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}

/// How a revision of the ledger came about.
package enum RevisionOutcome: String, Codable, Sendable {
    case complete, partial, recovered, rollback
}

/// Everything one revision changes in the ledger, and the line per change for its message.
package struct ApplyRecord: Sendable {
    package var planID: String
    package var outcome: RevisionOutcome
    package var puts: [AppliedRecord]
    package var removals: [ItemPath]

    /// Declarations that a rollback rejects from now on, and paths whose hold is over.
    package var newHolds: [ItemPath: Fingerprint]
    package var endedHolds: [ItemPath]
    package var results: [ChangeResult]

    package init(
        planID: String, outcome: RevisionOutcome, puts: [AppliedRecord], removals: [ItemPath],
        newHolds: [ItemPath: Fingerprint] = [:], endedHolds: [ItemPath] = [], results: [ChangeResult]
    ) {
        self.planID = planID
        self.outcome = outcome
        self.puts = puts
        self.removals = removals
        self.newHolds = newHolds
        self.endedHolds = endedHolds
        self.results = results
    }
}
