package import SyncModel

/// What one apply adds to the ledger.
package struct LedgerUpdate: Sendable {
    /// The revision that the caller planned on; nil when the ledger had not been begun.
    package var expected: String?

    /// The new records, nil for those that go.
    package var records: [ItemPath: AppliedRecord?]

    /// What the message tells, done or not.
    package var changes: [LedgerChange]

    /// All declarations that are held from now on; nil leaves them as they are.
    package var holds: [ItemPath: Fingerprint]?
    package var outcome: LedgerOutcome
    package var context: LedgerContext

    package init(
        expected: String?, records: [ItemPath: AppliedRecord?], changes: [LedgerChange],
        holds: [ItemPath: Fingerprint]? = nil, outcome: LedgerOutcome, context: LedgerContext
    ) {
        self.expected = expected
        self.records = records
        self.changes = changes
        self.holds = holds
        self.outcome = outcome
        self.context = context
    }
}

extension LedgerChange {
    /// The lines for declarations that begin or cease to be held.
    static func holdChanges(from before: [ItemPath: Fingerprint], to after: [ItemPath: Fingerprint]) -> [LedgerChange] {
        let held = after.filter { before[$0.key] != $0.value }.keys.sorted().map { LedgerChange(.hold, $0) }
        let released = before.filter { after[$0.key] == nil }.keys.sorted().map { LedgerChange(.release, $0) }
        return held + released
    }
}
