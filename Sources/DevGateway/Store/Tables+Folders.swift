import GRDB

/// One folder: implied by the items below it, or made explicitly and then with properties of its own.
struct Folder: Sendable, Equatable {
    static let columns = "id, path, parent, explicit, description, tags, protected, created, modified"

    let id: Int
    let path: String
    let parent: Int?
    var isExplicit: Bool
    var description: String
    var tags: [String]
    var isProtected: Bool
    let created: Int
    var modified: Int

    init(_ row: Row) {
        id = row[0]
        path = row[1]
        parent = row[2]
        isExplicit = row[3]
        description = row[4]
        tags = Item.tags(stored: row[5])
        isProtected = row[6]
        created = row[7]
        modified = row[8]
    }
}

extension Tables {
    func folder(_ path: String) throws -> Folder? {
        try row("SELECT \(Folder.columns) FROM folder WHERE path = ?", [path], Folder.init(_:))
    }

    /// The paths of the folders directly inside one.
    func subfolders(of folder: Int) throws -> [String] {
        try rows("SELECT path FROM folder WHERE parent = ? ORDER BY path", [folder]) { $0[0] }
    }

    /// The id of a folder, which is made with all its parents when absent.
    func ensureFolder(_ path: String, now: Int) throws -> Int {
        if let id = try row("SELECT id FROM folder WHERE path = ?", [path], { $0[0] as Int }) { return id }
        let parent = try ensureFolder(ItemName.folder(of: String(path.dropLast())), now: now)
        return try insert(
            "INSERT INTO folder (path, parent, created, modified) VALUES (?, ?, ?, ?)", [path, parent, now, now])
    }

    /// Removes a folder that nothing holds any more, then its parents likewise.
    func releaseFolder(_ path: String) throws {
        guard let folder = try folder(path), !folder.isExplicit, try isEmpty(folder) else { return }
        try run("DELETE FROM folder WHERE id = ?", [folder.id])
        try releaseFolder(ItemName.folder(of: String(path.dropLast())))
    }

    func isEmpty(_ folder: Folder) throws -> Bool {
        let holds = try row(
            """
            SELECT EXISTS (SELECT 1 FROM item WHERE folder = ?1) OR EXISTS (SELECT 1 FROM folder WHERE parent = ?1)
            """, [folder.id]
        ) { $0[0] as Bool }
        return holds != true
    }

    func update(_ folder: Folder) throws {
        try run(
            "UPDATE folder SET explicit = ?, description = ?, tags = ?, protected = ?, modified = ? WHERE id = ?",
            [
                folder.isExplicit, folder.description, Item.stored(tags: folder.tags), folder.isProtected,
                folder.modified, folder.id,
            ])
    }
}
