package import SyncModel

/// What an apply is about to do to one item, with all that is needed to tell afterwards whether it happened.
package struct IntendedChange: Sendable, Hashable {
    package var action: LedgerAction

    /// Nil only for what leaves the trash and has no name in Airflow any more.
    package var id: EntryID?
    package var path: ItemPath

    /// Names of the fields that change.
    package var fields: [String]

    /// The fingerprint of the present value; nil where nothing is there.
    package var before: EntryFingerprint?

    /// The fingerprint of the value to be written; nil for a deletion.
    package var after: EntryFingerprint?

    package var rule: ComparisonRule
    package var connType: String?
    package var source: SourceLocation?

    /// What messages call the item: its selector, or its path where it has none.
    package var name: String { id?.selector ?? path.rawValue }

    /// The commit that declared it, where that is not the one the apply was made from.
    package var sourceCommit: String?

    package init(
        _ action: LedgerAction, id: EntryID?, path: ItemPath, fields: [String] = [], before: EntryFingerprint? = nil,
        after: EntryFingerprint? = nil, rule: ComparisonRule = ComparisonRule(), connType: String? = nil,
        source: SourceLocation? = nil, sourceCommit: String? = nil
    ) {
        self.action = action
        self.id = id
        self.path = path
        self.fields = fields
        self.before = before
        self.after = after
        self.rule = rule
        self.connType = connType
        self.source = source
        self.sourceCommit = sourceCommit
    }
}

/// The announcement of an apply, written before its first change.
///
/// It holds everything a later run needs to find out what became of each change and to record it, in any clone and
/// without the declarations or the references of the run that died.
package struct LedgerIntent: Sendable, Hashable {
    package var plan: String
    package var holder: LedgerHolder

    /// The ledger's revision that the plan was made on; nil when it had not been begun.
    package var ledger: String?
    package var keyID: String

    /// What the ledger commit will say if everything is done.
    package var outcome: LedgerOutcome
    package var context: LedgerContext

    /// The declarations held from then on; nil leaves them as they are.
    package var holds: [ItemPath: Fingerprint]?
    package var changes: [IntendedChange]

    /// Whether it had to be accepted by the remote before anything was written.
    package var isShared = false

    package init(
        plan: String, holder: LedgerHolder, ledger: String?, keyID: String, outcome: LedgerOutcome = .complete,
        context: LedgerContext, holds: [ItemPath: Fingerprint]? = nil, changes: [IntendedChange]
    ) {
        self.plan = plan
        self.holder = holder
        self.ledger = ledger
        self.keyID = keyID
        self.outcome = outcome
        self.context = context
        self.holds = holds
        self.changes = changes
    }
}
