/// Readers that take the drift of the service's types as it comes: a number written as text, a flag written as text,
/// null for anything. A value of another kind is skipped and read as nil.
extension JSONReader {
    /// A string, or the source text of a number or truth value.
    package mutating func text() throws(JSONReadingError) -> String? {
        switch try kind() {
        case .string: return try string(repairing: true)
        case .number, .bool: return try source()
        case .object, .array, .null:
            try skip()
            return nil
        }
    }

    package mutating func integer() throws(JSONReadingError) -> Int64? {
        guard let text = try text() else { return nil }
        if let exact = Int64(text) { return exact }
        guard let number = Double(text), abs(number) < 9e15 else { return nil }
        return Int64(number)
    }

    package mutating func flag() throws(JSONReadingError) -> Bool? {
        switch try text()?.lowercased() {
        case "true", "1", "enabled": true
        case "false", "0", "disabled": false
        default: nil
        }
    }

    /// The texts of an array, or a single text; empty for anything else.
    package mutating func texts() throws(JSONReadingError) -> [String] {
        guard try kind() == .array else { return try text().map { [$0] } ?? [] }
        var texts: [String] = []
        try array { (reader: inout JSONReader) throws(JSONReadingError) in
            if let text = try reader.text() { texts.append(text) }
        }
        return texts
    }

    /// The value as it is written in the source.
    package mutating func source() throws(JSONReadingError) -> String {
        _ = try kind()
        let start = position
        try skip()
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }
}
