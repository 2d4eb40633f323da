import GRDB

/// The one owner of a data file: every command runs here, one after another.
///
/// It holds the only connection and locks the file for its whole life, so that two gateways never share one. Commands
/// arrive as closures over ``Tables``; a writing one is one transaction, committed before the answer leaves. The file
/// is in WAL mode without a sync per commit: an answered write survives the end of the process, however sudden, while
/// a power cut may take the last ones with it (and never leaves a broken file).
actor GatewayStore {
    private let queue: DatabaseQueue

    /// Opens or makes the store.
    ///
    /// - Throws: ``GatewayError`` with a `data-file-…` code.
    init(_ storage: GatewayConfiguration.Storage) throws {
        switch storage {
        case .memory:
            queue = try DatabaseQueue(configuration: Self.configuration(path: nil))
            try queue.inTransaction { database in
                try GatewaySchema.create(in: database)
                return .commit
            }
        case .file(let path):
            try DataFile.prepare(path)
            queue = try Self.open(path)
            try DataFile.restrict(path)
        }
    }

    private init(queue: DatabaseQueue) {
        self.queue = queue
    }

    /// Runs a command; as one transaction if it writes.
    func perform<Value: Sendable>(
        writing: Bool, _ body: @Sendable (Tables) throws -> Value
    ) throws -> Value {
        try queue.writeWithoutTransaction { database in
            let tables = Tables(database: database)
            guard writing else { return try body(tables) }
            try database.beginTransaction(.immediate)
            do {
                let value = try body(tables)
                try database.commit()
                return value
            } catch {
                if database.isInsideTransaction { try database.rollback() }
                throw error
            }
        }
    }

    /// A copy in memory that later writes do not reach.
    func snapshot() throws -> GatewayStore {
        let copy = try DatabaseQueue()
        try queue.backup(to: copy)
        return GatewayStore(queue: copy)
    }

    /// Lets the data file go.
    func close() throws {
        try queue.close()
    }

    private static func open(_ path: String) throws -> DatabaseQueue {
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration(path: path))
            return queue
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: throw GatewayError.dataFileInUse(path)
            case .SQLITE_NOTADB: throw GatewayError.dataFileForeign(path)
            default: throw GatewayError.dataFileUnusable(path, error.message ?? "\(error.resultCode)")
            }
        }
    }

    private static func configuration(path: String?) -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .immediateError
        configuration.maximumReaderCount = 1
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            guard let path else { return }
            try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
            let isOurs = try GatewaySchema.recognize(database, path: path)
            try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
            try database.execute(sql: "BEGIN IMMEDIATE")
            if !isOurs { try GatewaySchema.create(in: database) }
            try database.execute(sql: "COMMIT")
        }
        return configuration
    }
}
