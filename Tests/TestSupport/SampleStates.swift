package import SyncModel

/// Small states for tests of what is decided about items: fingerprints under a fixed key, paths below `/airflow`.
package enum Sample {
    package static let key = FingerprintKey(bytes: Array(repeating: 7, count: 32))

    /// Reads `connections/warehouse` or `teams/a/variables/region`.
    package static func id(_ selector: String) -> EntryID {
        let parts = selector.split(separator: "/", maxSplits: 3).map(String.init)
        if parts.first == "teams", parts.count == 4, let kind = EntryKind(folder: parts[2]) {
            return EntryID(kind: kind, team: parts[1], key: parts[3])
        }
        let key = selector.split(separator: "/", maxSplits: 1).last.map(String.init) ?? selector
        return EntryID(kind: EntryKind(folder: parts.first ?? "") ?? .variable, key: key)
    }

    package static func path(_ selector: String) -> ItemPath {
        ItemPath("/airflow/\(selector)")
    }

    package static func fingerprint(
        _ fields: [String: String], at path: ItemPath, under rule: ComparisonRule = ComparisonRule()
    ) -> EntryFingerprint {
        let compared = fields.filter { !rule.ignoredFields.contains($0.key) }
        return key.fingerprint(EntryMeaning(fields: compared.mapValues(Secret.init)), at: path)
    }

    package static func desired(
        _ selector: String, _ fields: [String: String], rule: ComparisonRule = ComparisonRule(),
        kept: Set<String> = [], unresolved: Set<String> = [], shown: Set<String> = [], line: Int? = 1
    ) -> DesiredEntry {
        let path = path(selector)
        return DesiredEntry(
            id: id(selector), path: path,
            source: SourceLocation(file: "\(id(selector).kind.folder)/all.yaml", line: line),
            fingerprint: fingerprint(fields, at: path, under: rule), rule: rule, kept: kept,
            unresolved: unresolved, shown: fields.filter { shown.contains($0.key) }, connType: fields["conn_type"])
    }

    package static func row(_ version: Int, id: Int64 = 1) -> RowStamp {
        RowStamp(itemID: id, lastVersion: version, modificationDate: "2026-03-01T12:00:0\(version % 10)Z")
    }

    package static func record(
        _ selector: String, _ fields: [String: String], at path: ItemPath? = nil, row: RowStamp = row(1),
        racy: Bool = false, rule: ComparisonRule = ComparisonRule()
    ) -> AppliedRecord {
        let path = path ?? self.path(selector)
        return AppliedRecord(
            id: id(selector), path: path, row: row, racy: racy,
            fingerprint: fingerprint(fields, at: path, under: rule), rule: rule, connType: fields["conn_type"])
    }

    /// An item with its value read under both rules.
    package static func present(
        _ selector: String, _ fields: [String: String], row: RowStamp = row(1), blocked: String? = nil,
        isDeleteProtected: Bool = false, shown: Set<String> = [], desiredRule: ComparisonRule = ComparisonRule(),
        appliedRule: ComparisonRule = ComparisonRule()
    ) -> ObservedItem {
        let path = path(selector)
        let value = ObservedValue(
            underDesired: fingerprint(fields, at: path, under: desiredRule),
            underApplied: fingerprint(fields, at: path, under: appliedRule),
            shown: fields.filter { shown.contains($0.key) })
        return ObservedItem(
            path: path, row: row, blocked: blocked, isDeleteProtected: isDeleteProtected, value: value)
    }

    package static func desiredState(_ entries: DesiredEntry...) -> DesiredState {
        DesiredState(entries: Dictionary(entries.map { ($0.path, $0) }) { $1 })
    }

    package static func observedState(_ items: ObservedItem...) -> ObservedState {
        ObservedState(items: Dictionary(items.map { ($0.path, .present($0)) }) { $1 })
    }

    package static func appliedState(_ records: AppliedRecord...) -> AppliedState {
        AppliedState(
            revision: "r1", keyID: key.id, records: Dictionary(records.map { ($0.path, $0) }) { $1 })
    }
}
