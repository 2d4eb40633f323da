import AkeylessWire
import SyncModel

/// An item as documents for programs show it; its value is no part of it.
struct ItemDocument: Encodable, Sendable {
    struct Version: Encodable, Sendable {
        let version: Int
        let created: String?
        let state: String?
    }

    let name: String
    let id: Int64?
    let type: String
    let subType: String?
    let description: String
    let tags: [String]
    let lastVersion: Int
    let modified: String
    let isEnabled: Bool
    let isDeleteProtected: Bool
    let size: Int64?
    let valueFormat: String?
    let permissions: [String]?
    let versions: [Version]?

    /// - Parameter showsVersions: Whether the versions were asked for; if not they are null and not empty.
    init(_ item: Item, showsVersions: Bool = false) {
        name = item.name
        id = item.id
        type = item.kind
        subType = item.subType
        description = item.description
        tags = item.tags
        lastVersion = item.lastVersion
        modified = item.modificationDate
        isEnabled = item.isEnabled
        isDeleteProtected = item.isDeleteProtected
        size = item.size
        valueFormat = item.format
        permissions = item.permissions
        versions =
            showsVersions
            ? item.versions.map { Version(version: $0.number, created: $0.creationDate, state: $0.state) } : nil
    }

    private enum CodingKeys: String, CodingKey {
        case name, id, type, description, tags, modified, size, permissions, versions
        case subType = "sub_type", lastVersion = "last_version", isEnabled = "enabled"
        case isDeleteProtected = "delete_protection", valueFormat = "value_format"
    }
}
