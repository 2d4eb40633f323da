import GRDB

/// The rows of one store, in the hands of one command.
///
/// It is only valid inside ``GatewayStore/perform(writing:_:)``. Every statement is prepared once and reused.
struct Tables {
    private let database: Database

    init(database: Database) {
        self.database = database
    }

    func run(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?] = []) throws {
        try database.cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments))
    }

    /// Inserts and tells the new row's id.
    func insert(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?]) throws -> Int {
        try run(sql, arguments)
        return Int(database.lastInsertedRowID)
    }

    func rows<Value>(
        _ sql: String, _ arguments: [(any DatabaseValueConvertible)?] = [], _ transform: (Row) throws -> Value
    ) throws -> [Value] {
        let statement = try database.cachedStatement(sql: sql)
        let cursor = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
        var values: [Value] = []
        while let row = try cursor.next() { values.append(try transform(row)) }
        return values
    }

    func row<Value>(
        _ sql: String, _ arguments: [(any DatabaseValueConvertible)?] = [], _ transform: (Row) throws -> Value
    ) throws -> Value? {
        let statement = try database.cachedStatement(sql: sql)
        return try Row.fetchOne(statement, arguments: StatementArguments(arguments)).map(transform)
    }

    /// How many rows the last statement changed.
    var changes: Int {
        database.changesCount
    }
}
