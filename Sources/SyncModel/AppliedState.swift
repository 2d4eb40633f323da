/// What the ledger says about one item: what was last written there, and how it looked afterwards.
package struct AppliedRecord: Sendable, Hashable {
    package var id: EntryID
    package var path: ItemPath
    package var row: RowStamp

    /// Whether the item's date was too fresh to prove that nobody wrote in the same second; its value is read next time.
    package var racy: Bool
    package var fingerprint: EntryFingerprint
    package var rule: ComparisonRule

    /// The connection type, only where it is one of the known ones.
    package var connType: String?

    /// Where it was declared, and in which commit of the source (nil outside a commit).
    package var source: SourceLocation?
    package var sourceCommit: String?

    package init(
        id: EntryID, path: ItemPath, row: RowStamp, racy: Bool, fingerprint: EntryFingerprint,
        rule: ComparisonRule = ComparisonRule(), connType: String? = nil, source: SourceLocation? = nil,
        sourceCommit: String? = nil
    ) {
        self.id = id
        self.path = path
        self.row = row
        self.racy = racy
        self.fingerprint = fingerprint
        self.rule = rule
        self.connType = connType
        self.source = source
        self.sourceCommit = sourceCommit
    }
}

/// Everything the ledger says is ours in one environment.
package struct AppliedState: Sendable {
    /// The ledger commit this was read from; nil before the first apply.
    package var revision: String?

    /// Identifies the key of the fingerprints; nil before the first apply.
    package var keyID: String?
    package var records: [ItemPath: AppliedRecord]

    /// Declarations that a rollback rejected, by path: held until they change.
    package var holds: [ItemPath: Fingerprint]

    package init(
        revision: String? = nil, keyID: String? = nil, records: [ItemPath: AppliedRecord] = [:],
        holds: [ItemPath: Fingerprint] = [:]
    ) {
        self.revision = revision
        self.keyID = keyID
        self.records = records
        self.holds = holds
    }
}
