import AirflowModel
import AkeylessClient
import AkeylessWire
import Applying
import SyncModel

/// Turns rows and values of Akeyless into what can be compared, under one key.
struct StoredReading: Sendable {
    let key: FingerprintKey
    let reader: MeaningReader
    let blocks: ItemBlocks

    /// - Parameter record: What the ledger says of it, where its row is to be compared with that.
    func item(_ item: Item, record: AppliedRecord? = nil) -> ObservedItem {
        ObservedItem(
            path: ItemPath(item.name), row: Self.row(item), blocked: blocks.reason(item),
            isDeleteProtected: item.isDeleteProtected,
            isDescribedAnew: record.map { isDescribedAnew(item, $0) } ?? false)
    }

    /// Whether an item has another description than the recorded one, which a listing tells for nothing. It is not
    /// documented whether a description moves the date of its item, so that the row may not tell.
    private func isDescribedAnew(_ item: Item, _ record: AppliedRecord) -> Bool {
        guard record.id.kind != .connection, !record.rule.ignoredFields.contains(descriptionField) else { return false }
        let recorded = record.fingerprint.fields[descriptionField]
        if recorded == nil, item.description.isEmpty { return false }
        let meaning = reader.meaning(ofText: Secret(""), description: item.description)
        return key.fingerprint(meaning, at: record.path).fields[descriptionField] != recorded
    }

    static func row(_ item: Item) -> RowStamp {
        RowStamp(itemID: item.id ?? 0, lastVersion: item.lastVersion, modificationDate: item.modificationDate)
    }

    /// The fingerprint of a stored text at a path, without what the rule leaves to Akeyless.
    func fingerprint(
        _ stored: Secret, at path: ItemPath, kind: EntryKind, description: String, rule: ComparisonRule
    ) -> EntryFingerprint {
        let meaning = reader.meaning(
            ofStored: stored, kind: kind, description: kind == .connection ? nil : description, rule: rule)
        return key.fingerprint(meaning, at: path)
    }

    func value(_ stored: Secret, of item: Item, desired: DesiredEntry?, applied: AppliedRecord?) -> ObservedValue {
        let path = ItemPath(item.name)
        func print(_ id: EntryID, _ rule: ComparisonRule) -> EntryFingerprint {
            fingerprint(stored, at: path, kind: id.kind, description: item.description, rule: rule)
        }
        let isConnection = (desired?.id ?? applied?.id)?.kind == .connection
        return ObservedValue(
            underDesired: desired.map { print($0.id, $0.rule) }, underApplied: applied.map { print($0.id, $0.rule) },
            shown: isConnection ? reader.shownFields(ofStored: stored) : [:],
            missingKept: desired.map { reader.fields($0.kept, missingIn: stored, kind: $0.id.kind) } ?? [])
    }
}
