import Foundation
import SyncModel

@testable import Declarations

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
        case .brokenText, .list, .mapping, .foreign: break
        }
        throw FileProblem(.needsQuotes, "a database column cannot hold \(kindName)", at: location)
    }

    /// The number in fifteen digits as SQLite's `%!.15g` writes it: always with a point, and with an exponent from
    /// 1e15 on.
    private static func sqliteText(of value: Double) -> String? {
        if value.isNaN { return nil }
        if value.isInfinite { return value < 0 ? "-Inf" : "Inf" }
        if value == 0 { return "0.0" }
        let text = String(format: "%#.15g", value)
        let end = text.firstIndex(of: "e") ?? text.endIndex
        var number = text[..<end]
        while number.hasSuffix("0"), !number.hasSuffix(".0") { number.removeLast() }
        return String(number) + (number.hasSuffix(".") ? "0" : "") + text[end...]
    }
}
