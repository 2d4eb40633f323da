package import Planning
package import SyncModel

/// What an apply announces before its first write, enough for any clone to find out later what became of it.
package struct ApplyIntent: Hashable, Sendable {
    package var planID: String
    package var sourceCommit: String?
    package var entries: [IntentEntry]

    /// Declarations that are held from then on, each if its change is done.
    package var holds: [ItemPath: Fingerprint]

    /// What the ledger calls the revision if every change is done.
    package var outcome: RevisionOutcome

    package init(
        planID: String, sourceCommit: String?, entries: [IntentEntry],
        holds: [ItemPath: Fingerprint] = [:], outcome: RevisionOutcome = .complete
    ) {
        self.planID = planID
        self.sourceCommit = sourceCommit
        self.entries = entries
        self.holds = holds
        self.outcome = outcome
    }
}

/// One announced change: fingerprints before and after under one rule, nil for absence.
package struct IntentEntry: Hashable, Sendable {
    package var action: PlanAction

    /// Nil only for what leaves the trash and has no name in Airflow any more.
    package var id: EntryID?
    package var path: ItemPath
    package var before: EntryFingerprint?
    package var after: EntryFingerprint?
    package var rule: ComparisonRule
    package var connType: String?
    package var source: SourceLocation?

    /// The commit it was declared in, where that is not the one that is applied.
    package var sourceCommit: String?

    /// Names of the changed fields, for the history.
    package var fields: [String]
    package var endsHold: Bool

    package init(
        action: PlanAction, id: EntryID?, path: ItemPath, before: EntryFingerprint?, after: EntryFingerprint?,
        rule: ComparisonRule = ComparisonRule(), connType: String? = nil, source: SourceLocation? = nil,
        fields: [String] = [], endsHold: Bool = false
    ) {
        self.action = action
        self.id = id
        self.path = path
        self.before = before
        self.after = after
        self.rule = rule
        self.connType = connType
        self.source = source
        self.fields = fields
        self.endsHold = endsHold
    }

    /// Nil for changes without a name in Airflow, which no plan carries out.
    package init?(_ change: PlannedChange) {
        guard change.action.isRecorded, change.id != nil || change.action == .purge else { return nil }
        self.init(
            action: change.action, id: change.id, path: change.path, before: change.before, after: change.after,
            rule: change.rule, connType: change.connType, source: change.source, fields: change.fields.map(\.name),
            endsHold: change.endsHold)
    }

    /// What messages call the item: its selector, or its path where it has none.
    package var name: String { id?.selector ?? path.rawValue }

    /// How its value is asked for; nil in the trash, where being there or not says everything.
    var request: ReadRequest? {
        guard action != .purge, let id else { return nil }
        return ReadRequest(path: path, id: id, rule: rule)
    }

    /// The record that says the item is ours and looks like this; nil for what leaves the trash, which has none.
    func record(_ fingerprint: EntryFingerprint, row: RowStamp, racy: Bool, sourceCommit: String?) -> AppliedRecord? {
        guard action != .purge, let id else { return nil }
        return AppliedRecord(
            id: id, path: path, row: row, racy: racy, fingerprint: fingerprint, rule: rule, connType: connType,
            source: source, sourceCommit: self.sourceCommit ?? sourceCommit)
    }

    /// Whether Akeyless holds the new value and the old description, so that the first of our two calls landed.
    ///
    /// Connections are written in one call and cannot be caught halfway.
    func isHalfDone(_ now: EntryFingerprint) -> Bool {
        guard id?.kind != .connection, action == .update, let before, let after, state(of: now) == .neither else {
            return false
        }
        return now.withoutDescription == after.withoutDescription
            && now.fields[descriptionField] == before.fields[descriptionField]
    }
}

/// The field of variables and config options that is metadata of the item and written by a call of its own.
package let descriptionField = "description"

extension EntryFingerprint {
    /// The fields that are written with the value.
    package var withoutDescription: [String: Fingerprint] {
        fields.filter { $0.key != descriptionField }
    }
}
