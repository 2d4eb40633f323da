package import AirflowModel
package import SyncModel

/// What an entry holds once its references are resolved.
package enum Payload: Sendable, Hashable {
    case connection(Connection)
    /// The text of a variable or config option; what was declared as JSON is JSON text.
    case text(Secret)
}

/// An entry that is ready to be compared and written.
package struct ResolvedEntry: Sendable {
    package var id: EntryID
    package var path: ItemPath
    package var location: SourceLocation

    /// Without the fields that are kept or unresolved.
    package var payload: Payload

    /// Fields that stay what Akeyless holds, by the names of meanings; `extra` stands for all of its members.
    package var kept: Set<String> = []

    /// Fields whose references were not resolved, by the names of meanings; `*` for the whole entry.
    package var unresolved: Set<String> = []

    /// Fields that are written out in the files and so may be shown if the allow-list lets them.
    package var literalFields: Set<String> = []
    package var rule: ComparisonRule

    /// The item's description; a connection's own is a field of its payload.
    package var description: String?

    package init(
        id: EntryID, path: ItemPath, location: SourceLocation, payload: Payload, kept: Set<String> = [],
        unresolved: Set<String> = [], literalFields: Set<String> = [], rule: ComparisonRule, description: String? = nil
    ) {
        self.id = id
        self.path = path
        self.location = location
        self.payload = payload
        self.kept = kept
        self.unresolved = unresolved
        self.literalFields = literalFields
        self.rule = rule
        self.description = description
    }
}
