import GRDB
import SyncModel

extension Tables {
    func item(named name: String, caseSensitive: Bool = true) throws -> Item? {
        let collation = caseSensitive ? "" : " COLLATE NOCASE"
        return try row("SELECT \(Item.columns) FROM item WHERE name = ?\(collation)", [name], Item.init(_:))
    }

    func item(id: Int) throws -> Item? {
        try row("SELECT \(Item.columns) FROM item WHERE id = ?", [id], Item.init(_:))
    }

    func item(displayID: String) throws -> Item? {
        try row("SELECT \(Item.columns) FROM item WHERE display_id = ?", [displayID], Item.init(_:))
    }

    /// Adds an item with its first version and the folders it implies.
    func insert(_ item: Item, value: String) throws -> Item {
        var item = item
        item.size = value.utf8.count
        let folder = try ensureFolder(ItemName.folder(of: item.name), now: item.created)
        item.id = try insert(
            """
            INSERT INTO item (display_id, name, folder, type, sub_type, format, description, tags, size, last_version,
                maximum_versions, enabled, protected, change_event, created, modified)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                item.displayID, item.name, folder, item.type, item.subType, item.format, item.description,
                Item.stored(tags: item.tags), item.size, item.lastVersion, item.maximumVersions, item.isEnabled,
                item.isProtected, item.notifiesOnChange, item.created, item.modified,
            ])
        try insertVersion(item.lastVersion, of: item, value: value, now: item.created)
        return item
    }

    /// Writes everything about an item but its name.
    func update(_ item: Item) throws {
        try run(
            """
            UPDATE item SET format = ?, description = ?, tags = ?, size = ?, last_version = ?, maximum_versions = ?,
                enabled = ?, protected = ?, change_event = ?, modified = ? WHERE id = ?
            """,
            [
                item.format, item.description, Item.stored(tags: item.tags), item.size, item.lastVersion,
                item.maximumVersions, item.isEnabled, item.isProtected, item.notifiesOnChange, item.modified, item.id,
            ])
    }

    /// Moves an item to another name; folders appear and vanish as that implies.
    func rename(_ item: Item, to name: String, modified: Int, now: Int) throws {
        let folder = try ensureFolder(ItemName.folder(of: name), now: now)
        try run("UPDATE item SET name = ?, folder = ?, modified = ? WHERE id = ?", [name, folder, modified, item.id])
        try releaseFolder(ItemName.folder(of: item.name))
    }

    func delete(_ item: Item) throws {
        try run("DELETE FROM item WHERE id = ?", [item.id])
        try releaseFolder(ItemName.folder(of: item.name))
    }

    /// Every item below a folder, at any depth.
    func items(below folder: String) throws -> [Item] {
        try rows(
            "SELECT \(Item.columns) FROM item WHERE name >= ? AND name < ? ORDER BY name",
            [folder, Tables.end(ofPrefix: folder)], Item.init(_:))
    }

    /// The first text after all that begin with a folder path: `/` is followed by `0`.
    static func end(ofPrefix folder: String) -> String {
        String(Substring(folder.utf8.dropLast())) + "0"
    }
}
