package import SyncModel

/// What a plan says about one item, and what must still be true when it is carried out.
///
/// Plain data without secret material: it can be saved, compared, digested and published.
package struct PlannedChange: Hashable, Sendable, Codable {
    package var action: PlanAction

    /// Nil for an unmanaged item whose path follows no naming convention.
    package var id: EntryID?
    package var path: ItemPath
    package var reason: ChangeReason
    package var source: SourceLocation?
    package var fields: [FieldDifference]

    /// The listing row the decision rests on; nil where the item was absent or its row decided nothing.
    package var precondition: RowStamp?

    /// Meaning before and after, both under ``rule``; nil for absence.
    package var before: EntryFingerprint?
    package var after: EntryFingerprint?
    package var rule: ComparisonRule
    package var connType: String?

    /// Fields that the project's `ignore_fields` leaves as Akeyless holds them; nil for none.
    package var ignoredFields: [String]?

    /// Whether it replaces something that is not the state we recorded.
    package var isOverwrite: Bool

    /// The other half of a rename or moved base.
    package var renamedFrom: ItemPath?
    package var renamedTo: ItemPath?

    /// Whether carrying it out ends a rollback's hold on this path.
    package var endsHold: Bool

    package init(
        _ action: PlanAction, id: EntryID?, path: ItemPath, reason: ChangeReason, source: SourceLocation? = nil,
        fields: [FieldDifference] = [], precondition: RowStamp? = nil, before: EntryFingerprint? = nil,
        after: EntryFingerprint? = nil, rule: ComparisonRule = ComparisonRule(), connType: String? = nil,
        isOverwrite: Bool = false, renamedFrom: ItemPath? = nil, renamedTo: ItemPath? = nil, endsHold: Bool = false
    ) {
        self.action = action
        self.id = id
        self.path = path
        self.reason = reason
        self.source = source
        self.fields = fields
        self.precondition = precondition
        self.before = before
        self.after = after
        self.rule = rule
        self.connType = connType
        self.isOverwrite = isOverwrite
        self.renamedFrom = renamedFrom
        self.renamedTo = renamedTo
        self.endsHold = endsHold
    }

    private enum CodingKeys: String, CodingKey {
        case action, id, path, reason, source, fields, precondition, before, after, rule
        case connType = "conn_type", ignoredFields = "ignored_fields", isOverwrite = "is_overwrite"
        case renamedFrom = "renamed_from", renamedTo = "renamed_to", endsHold = "ends_hold"
    }

    /// What an answer to this change leaves out, in words; nil for nothing.
    package var leftAlone: String? {
        ignoredFields.map { "\($0.joined(separator: ", ")) left alone (ignore_fields)" }
    }

    /// What messages call the item: its selector, or its path where it has none.
    package var name: String { id?.selector ?? path.rawValue }

    /// Whether a field of it is a reference that was not resolved; such a change can be shown but not carried out.
    package var hasUnknownFields: Bool { fields.contains(where: \.isUnknown) }
}
