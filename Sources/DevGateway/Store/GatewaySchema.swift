import GRDB

/// The tables of a data file and the marks by which the gateway knows its own files.
///
/// A data file is a development store: values stand in it in plain, guarded by the file mode alone.
enum GatewaySchema {
    /// `LsGw`, in the header field SQLite keeps for this purpose.
    static let applicationID = 0x4C73_4777
    static let version = 1
    /// The id of the folder `/`.
    static let rootFolder = 1

    /// Whether the open file is one of ours (`false`: empty and free to take).
    ///
    /// - Throws: ``GatewayError`` `data-file-foreign` for another program's database, `data-file-unusable` for a newer
    ///   layout.
    static func recognize(_ database: Database, path: String) throws -> Bool {
        let mark = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        if mark == 0 {
            let tables = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_master") ?? 0
            if tables == 0 { return false }
        }
        guard mark == applicationID else { throw GatewayError.dataFileForeign(path) }
        let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard found <= version else {
            throw GatewayError.dataFileUnusable(path, "it was written by a newer version")
        }
        return true
    }

    /// Makes the tables in an empty file.
    static func create(in database: Database) throws {
        try database.execute(sql: tables)
        try database.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version)")
    }

    private static let tables = """
        CREATE TABLE folder (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            path TEXT NOT NULL UNIQUE,
            parent INTEGER REFERENCES folder (id),
            explicit INTEGER NOT NULL DEFAULT 0,
            description TEXT NOT NULL DEFAULT '',
            tags TEXT NOT NULL DEFAULT '[]',
            protected INTEGER NOT NULL DEFAULT 0,
            created INTEGER NOT NULL,
            modified INTEGER NOT NULL
        );
        CREATE INDEX folder_parent ON folder (parent, path);
        INSERT INTO folder (id, path, explicit, created, modified) VALUES (\(rootFolder), '/', 1, 0, 0);
        CREATE TABLE item (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            display_id TEXT NOT NULL,
            name TEXT NOT NULL UNIQUE,
            folder INTEGER NOT NULL REFERENCES folder (id),
            type TEXT NOT NULL,
            sub_type TEXT NOT NULL,
            format TEXT NOT NULL,
            description TEXT NOT NULL,
            tags TEXT NOT NULL,
            size INTEGER NOT NULL,
            last_version INTEGER NOT NULL,
            maximum_versions INTEGER,
            enabled INTEGER NOT NULL,
            protected INTEGER NOT NULL,
            change_event INTEGER NOT NULL,
            created INTEGER NOT NULL,
            modified INTEGER NOT NULL
        );
        CREATE INDEX item_folder ON item (folder, name);
        INSERT INTO sqlite_sequence (name, seq) VALUES ('item', 100000);
        CREATE TABLE version (
            item INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            value TEXT NOT NULL,
            enabled INTEGER NOT NULL DEFAULT 1,
            created INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            PRIMARY KEY (item, number)
        );
        CREATE TABLE session (
            digest TEXT PRIMARY KEY,
            access_id TEXT NOT NULL,
            universal INTEGER NOT NULL,
            expires INTEGER,
            revoked INTEGER NOT NULL DEFAULT 0,
            created INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE identity (
            access_id TEXT PRIMARY KEY,
            salt TEXT NOT NULL,
            digest TEXT NOT NULL
        );
        """
}
