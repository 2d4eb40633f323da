import AkeylessWire

/// Why an item must never be written, whatever the declarations say.
struct ItemBlocks {
    /// The tag on items that this project created: `lockstep:<project id>`.
    let ownTag: String

    static let tagPrefix = "lockstep:"

    init(projectID: String) {
        ownTag = Self.tagPrefix + projectID
    }

    /// The reason in words; nil for an item that may be written.
    func reason(_ item: Item) -> String? {
        if !item.isStaticSecret { return "it is a \(item.kind), not a static secret" }
        if item.subType?.lowercased() == "password" { return "it is a password secret, which Airflow cannot read" }
        if !item.isEnabled { return "it is disabled in Akeyless" }
        if let foreign = item.tags.first(where: isForeign) { return "it carries the tag \(foreign) of another project" }
        if let permissions = item.permissions, !permissions.isEmpty, !permissions.contains("read") {
            return "there is no right to read it"
        }
        return nil
    }

    private func isForeign(_ tag: String) -> Bool {
        tag.lowercased().hasPrefix(Self.tagPrefix) && tag.lowercased() != ownTag.lowercased()
    }
}
