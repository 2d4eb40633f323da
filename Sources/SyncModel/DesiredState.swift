/// An entry as the repository asks for it, with everything a plan may say about it and nothing it may not.
package struct DesiredEntry: Sendable, Hashable {
    package var id: EntryID
    package var path: ItemPath
    package var source: SourceLocation
    package var fingerprint: EntryFingerprint
    package var rule: ComparisonRule

    /// Fields that only Akeyless holds (`ref+kept://`), so that the entry cannot be created from its declaration.
    package var kept: Set<String>

    /// Fields whose reference was not resolved (`--offline-values`); `value` or a connection's field names, `*` for all.
    package var unresolved: Set<String>

    /// Literal texts of the fields that the allow-list lets a report show.
    package var shown: [String: String]

    /// The connection type, only where it is one of the known ones.
    package var connType: String?

    package init(
        id: EntryID, path: ItemPath, source: SourceLocation, fingerprint: EntryFingerprint,
        rule: ComparisonRule = ComparisonRule(), kept: Set<String> = [], unresolved: Set<String> = [],
        shown: [String: String] = [:], connType: String? = nil
    ) {
        self.id = id
        self.path = path
        self.source = source
        self.fingerprint = fingerprint
        self.rule = rule
        self.kept = kept
        self.unresolved = unresolved
        self.shown = shown
        self.connType = connType
    }
}

/// Everything the repository asks for in one environment.
package struct DesiredState: Sendable {
    package var entries: [ItemPath: DesiredEntry]

    /// By the path of an entry that is new: where the ledger has the same meaning, under a name that nobody declares now.
    package var renames: [ItemPath: ItemPath] = [:]

    package init(entries: [ItemPath: DesiredEntry] = [:]) {
        self.entries = entries
    }
}
