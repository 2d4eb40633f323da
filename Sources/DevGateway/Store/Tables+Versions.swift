import GRDB

/// One version of an item's value.
struct Version: Sendable {
    let number: Int
    let value: String
    let isEnabled: Bool
    let created: Int
    let modified: Int

    init(_ row: Row) {
        number = row[0]
        value = row[1]
        isEnabled = row[2]
        created = row[3]
        modified = row[4]
    }
}

extension Tables {
    private static let columns = "number, value, enabled, created, modified"

    /// The newest version that still exists.
    func newestVersion(of item: Item) throws -> Version? {
        try row(
            "SELECT \(Self.columns) FROM version WHERE item = ? ORDER BY number DESC LIMIT 1", [item.id],
            Version.init(_:))
    }

    func version(_ number: Int, of item: Item) throws -> Version? {
        try row(
            "SELECT \(Self.columns) FROM version WHERE item = ? AND number = ?", [item.id, number], Version.init(_:))
    }

    /// The newest versions, newest first.
    func versions(of item: Item, limit: Int) throws -> [Version] {
        try rows(
            "SELECT \(Self.columns) FROM version WHERE item = ? ORDER BY number DESC LIMIT ?", [item.id, limit],
            Version.init(_:))
    }

    func insertVersion(_ number: Int, of item: Item, value: String, now: Int) throws {
        try run(
            "INSERT INTO version (item, number, value, created, modified) VALUES (?, ?, ?, ?, ?)",
            [item.id, number, value, now, now])
    }

    func replaceVersion(_ number: Int, of item: Item, value: String, now: Int) throws {
        try run(
            "UPDATE version SET value = ?, modified = ? WHERE item = ? AND number = ?", [value, now, item.id, number])
    }

    func setVersion(_ number: Int, of item: Item, enabled: Bool, now: Int) throws {
        try run(
            "UPDATE version SET enabled = ?, modified = ? WHERE item = ? AND number = ?",
            [enabled, now, item.id, number])
    }

    func deleteVersion(_ number: Int, of item: Item) throws {
        try run("DELETE FROM version WHERE item = ? AND number = ?", [item.id, number])
    }

    /// Drops all but the newest versions.
    func pruneVersions(of item: Item, keeping count: Int) throws {
        try run(
            """
            DELETE FROM version WHERE item = ?1 AND number NOT IN
                (SELECT number FROM version WHERE item = ?1 ORDER BY number DESC LIMIT ?2)
            """, [item.id, max(1, count)])
    }
}
