/// The three figures of a listing row that change when an item's value or metadata does.
package struct RowStamp: Hashable, Sendable, Codable {
    package var itemID: Int64
    package var lastVersion: Int
    /// As the service wrote it (RFC 3339, whole seconds).
    package var modificationDate: String

    package init(itemID: Int64, lastVersion: Int, modificationDate: String) {
        self.itemID = itemID
        self.lastVersion = lastVersion
        self.modificationDate = modificationDate
    }

    private enum CodingKeys: String, CodingKey {
        case itemID = "item_id", lastVersion = "last_version", modificationDate = "modification_date"
    }
}

/// What reading an item's value told: fingerprints under the rule of the declaration and under that of the ledger.
package struct ObservedValue: Sendable, Hashable {
    package var underDesired: EntryFingerprint?
    package var underApplied: EntryFingerprint?

    /// Texts of fields that the allow-list lets a report show.
    package var shown: [String: String]

    /// The fields that the declaration leaves to Akeyless and that are not there.
    package var missingKept: Set<String>

    package init(
        underDesired: EntryFingerprint?, underApplied: EntryFingerprint?, shown: [String: String] = [:],
        missingKept: Set<String> = []
    ) {
        self.underDesired = underDesired
        self.underApplied = underApplied
        self.shown = shown
        self.missingKept = missingKept
    }
}

/// An item that Akeyless holds.
package struct ObservedItem: Sendable, Hashable {
    package var path: ItemPath
    package var row: RowStamp

    /// Why this item must not be written, if so: another type, disabled, another project's tag, no read right.
    package var blocked: String?
    package var isDeleteProtected: Bool

    /// Whether its description is not the one that the ledger recorded, whatever the row says.
    package var isDescribedAnew: Bool

    /// Nil where the value was not read, because the row is as the ledger recorded it.
    package var value: ObservedValue?

    package init(
        path: ItemPath, row: RowStamp, blocked: String? = nil, isDeleteProtected: Bool = false,
        isDescribedAnew: Bool = false, value: ObservedValue? = nil
    ) {
        self.path = path
        self.row = row
        self.blocked = blocked
        self.isDeleteProtected = isDeleteProtected
        self.isDescribedAnew = isDescribedAnew
        self.value = value
    }
}

/// What is known of one path; "not listed" is not "absent".
package enum Observation: Sendable, Hashable {
    case absent
    case present(ObservedItem)
    case unknown(reason: String)
}

/// What Akeyless holds under the prefixes of one environment.
package struct ObservedState: Sendable {
    /// Everything listed or asked for by name.
    package var items: [ItemPath: Observation]

    package init(items: [ItemPath: Observation] = [:]) {
        self.items = items
    }

    /// A path that neither the listing nor a question by name found is absent.
    package subscript(path: ItemPath) -> Observation {
        items[path] ?? .absent
    }
}
