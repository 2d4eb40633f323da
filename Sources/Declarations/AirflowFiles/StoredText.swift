import AirflowModel
import SyncModel

extension LocatedValue {
    /// What a text column of SQLite, Airflow's default database, makes of the value; nil for SQL's null.
    ///
    /// - Throws: The place of what the database refuses: structures, and integers of more than 64 bits.
    func storedText() throws(FileProblem) -> String? {
        switch content {
        case .text(let text): return text
        case .null: return nil
        case .bool(let value): return value ? "1" : "0"
        case .integer(let digits):
            if let number = Int64(digits) { return String(number) }
        case .float(let value): return Self.sqliteText(of: value)
        case .foreign("date"):
            if let spelling { return spelling }
        case .list, .mapping, .foreign: break
        }
        throw FileProblem("not-storable", "a database column cannot hold \(kindName)", at: location)
    }

    /// Python's spelling, but that the database wants a point; beyond fifteen digits it would round.
    private static func sqliteText(of value: Double) -> String? {
        if value.isNaN { return nil }
        if value.isInfinite { return value < 0 ? "-Inf" : "Inf" }
        if value == 0 { return "0.0" }
        let text = PythonJSON.dumps(.number(value.description))
        guard !text.contains(".") else { return text }
        let end = text.firstIndex(of: "e") ?? text.endIndex
        return String(text[..<end]) + ".0" + text[end...]
    }
}
