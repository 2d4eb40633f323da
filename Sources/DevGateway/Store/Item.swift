import GRDB
import SyncModel

/// One item without its value.
struct Item: Sendable, Equatable {
    static let staticSecret = "STATIC_SECRET"

    var id = 0
    var displayID = Item.makeDisplayID()
    var name: String
    var type = Item.staticSecret
    var subType = "generic"
    var format = "text"
    var description = ""
    var tags: [String] = []
    /// Bytes of the newest value.
    var size = 0
    var lastVersion = 1
    /// How many versions to keep; the account's number when nil.
    var maximumVersions: Int?
    var isEnabled = true
    var isProtected = false
    var notifiesOnChange = false
    var created: Int
    var modified: Int

    init(name: String, created: Int) {
        self.name = name
        self.created = created
        modified = created
    }

    static let columns = """
        item.id, item.display_id, item.name, item.type, item.sub_type, item.format, item.description, item.tags, \
        item.size, item.last_version, item.maximum_versions, item.enabled, item.protected, item.change_event, \
        item.created, item.modified
        """

    init(_ row: Row) {
        id = row[0]
        displayID = row[1]
        name = row[2]
        type = row[3]
        subType = row[4]
        format = row[5]
        description = row[6]
        tags = Item.tags(stored: row[7])
        size = row[8]
        lastVersion = row[9]
        maximumVersions = row[10]
        isEnabled = row[11]
        isProtected = row[12]
        notifiesOnChange = row[13]
        created = row[14]
        modified = row[15]
    }

    /// Tags as they stand in the column: a JSON array, which SQLite can search.
    static func stored(tags: [String]) -> String {
        tags.isEmpty ? "[]" : JSON.array(tags.map(JSON.string)).encodedText
    }

    static func tags(stored text: String) -> [String] {
        if text == "[]" { return [] }
        return (try? JSON.parse(text: text))?.elements?.compactMap(\.text) ?? []
    }

    private static func makeDisplayID() -> String {
        let bytes = randomBytes(6)
        return hexadecimal(bytes[..<4]) + "-" + hexadecimal(bytes[4...])
    }
}

/// Names as the service keeps them: one leading slash, no doubled and no trailing one, case kept.
enum ItemName {
    static func canonical(_ name: String) -> String {
        "/" + name.pathParts().joined(separator: "/")
    }

    /// The folder a canonical name stands in, with slashes at both ends.
    static func folder(of name: String) -> String {
        name.enclosingFolder
    }

    /// A folder path with slashes at both ends.
    static func canonicalFolder(_ path: String) -> String {
        let name = canonical(path)
        return name == "/" ? name : name + "/"
    }
}
