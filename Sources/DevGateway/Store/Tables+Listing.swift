import GRDB

/// What a listing asks for; conditions that are nil do not restrict.
struct ListQuery: Sendable {
    enum Scope: Sendable {
        /// Every item.
        case everything
        /// The items directly in the folder of that id.
        case folder(Int)
        /// The items at any depth below the folder path.
        case below(String)
    }

    var scope = Scope.everything
    var filter: String?
    var tag: String?
    var types: [String] = []
    var subTypes: [String] = []
    var modifiedSince: Int?
    /// The name the previous page ended with.
    var after: String?
    var limit = 1000
}

extension Tables {
    /// The next items in the order of names, found through an index and not by reading what pages before held.
    func list(_ query: ListQuery) throws -> [Item] {
        let (sql, arguments) = query.statement
        return try rows(sql, arguments, Item.init(_:))
    }
}

extension ListQuery {
    /// The statement that answers the query.
    var statement: (sql: String, arguments: [(any DatabaseValueConvertible)?]) {
        var conditions: [String] = []
        var arguments: [(any DatabaseValueConvertible)?] = []
        func add(_ condition: String, _ values: (any DatabaseValueConvertible)?...) {
            conditions.append(condition)
            arguments.append(contentsOf: values)
        }
        func marks(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }

        switch scope {
        case .everything: break
        case .folder(let id): add("folder = ?", id)
        case .below(let path): add("name >= ? AND name < ?", path, Tables.end(ofPrefix: path))
        }
        if let after { add("name > ?", after) }
        if let filter { add("instr(name, ?) > 0", filter) }
        if let tag { add("EXISTS (SELECT 1 FROM json_each(item.tags) WHERE value = ?)", tag) }
        if let modifiedSince { add("modified >= ?", modifiedSince) }
        if !types.isEmpty {
            conditions.append("type IN (\(marks(types.count)))")
            arguments.append(contentsOf: types)
        }
        if !subTypes.isEmpty {
            conditions.append("sub_type IN (\(marks(subTypes.count)))")
            arguments.append(contentsOf: subTypes)
        }
        let restriction = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        let sql = "SELECT \(Item.columns) FROM item \(restriction) ORDER BY name LIMIT ?"
        return (sql, arguments + [limit])
    }
}
