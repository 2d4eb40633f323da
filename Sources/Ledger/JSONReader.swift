/// Reads the JSON of records, byte by byte and without intermediate values.
///
/// It is strict. What does not have the expected shape is an error, never a default, since a ledger that cannot be
/// read completely must not be believed. The bytes are borrowed: a reader must not outlive the call that lends them.
struct JSONReader {
    /// Where reading failed and why, without any of the text.
    struct Problem: Error, Equatable {
        var offset: Int
        var message: String
    }

    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    /// Reads one value that fills the bytes completely.
    static func read<Value>(
        _ bytes: UnsafeRawBufferPointer, _ body: (inout JSONReader) throws(Problem) -> Value
    ) throws(Problem) -> Value {
        var reader = JSONReader(bytes: bytes)
        let value = try body(&reader)
        reader.skipSpace()
        guard reader.position == bytes.count else { throw reader.problem("text after the end") }
        return value
    }

    private init(bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    func problem(_ message: String) -> Problem {
        Problem(offset: position, message: message)
    }

    /// Reads an object with its members in order, which also means that none comes twice; the closure reads the value of each member it is told the name of.
    mutating func object(
        _ member: (inout JSONReader, String) throws(Problem) -> Void
    ) throws(Problem) {
        try expect(UInt8(ascii: "{"))
        if accept(UInt8(ascii: "}")) { return }
        var previous: String?
        repeat {
            let name = try string()
            if let previous, !previous.utf8.lexicographicallyPrecedes(name.utf8) {
                throw problem("members out of order")
            }
            previous = name
            try expect(UInt8(ascii: ":"))
            try member(&self, name)
        } while accept(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
    }

    mutating func array<Element>(
        _ element: (inout JSONReader) throws(Problem) -> Element
    ) throws(Problem) -> [Element] {
        try expect(UInt8(ascii: "["))
        if accept(UInt8(ascii: "]")) { return [] }
        var elements: [Element] = []
        repeat { elements.append(try element(&self)) } while accept(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"))
        return elements
    }

    mutating func integer() throws(Problem) -> Int64 {
        skipSpace()
        let start = position
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") { position += 1 }
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            position += 1
        }
        let digits = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let value = Int64(digits), String(value) == digits else { throw problem("no whole number") }
        return value
    }

    mutating func bool() throws(Problem) -> Bool {
        if acceptWord("true") { return true }
        if acceptWord("false") { return false }
        throw problem("neither true nor false")
    }

    mutating func string() throws(Problem) -> String {
        try expect(UInt8(ascii: "\""))
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                return String(decoding: bytes[start..<(position - 1)], as: UTF8.self)
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            guard byte >= 0x20, byte < 0x80 else { throw problem("a character that should be escaped") }
            position += 1
        }
        throw problem("text without an end")
    }

    /// Goes on with a text in which the first escape was met.
    private mutating func escapedString(from start: Int) throws(Problem) -> String {
        var units = bytes[start..<position].map { UInt16($0) }
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") {
                guard let text = String(validating: units, as: UTF16.self) else { throw problem("half a character") }
                return text
            }
            guard byte >= 0x20, byte < 0x80 else { throw problem("a character that should be escaped") }
            units.append(byte == UInt8(ascii: "\\") ? try escape() : UInt16(byte))
        }
        throw problem("text without an end")
    }

    private mutating func escape() throws(Problem) -> UInt16 {
        guard position < bytes.count else { throw problem("text without an end") }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): return UInt16(byte)
        case UInt8(ascii: "u"):
            guard position + 4 <= bytes.count,
                let unit = UInt16(String(decoding: bytes[position..<(position + 4)], as: UTF8.self), radix: 16)
            else { throw problem("unknown escape") }
            position += 4
            return unit
        default: throw problem("unknown escape")
        }
    }

    /// Passes over a value of any shape, for what a later format may hold.
    mutating func skipValue(depth: Int = 0) throws(Problem) {
        guard depth < 64 else { throw problem("nested too deeply") }
        skipSpace()
        guard position < bytes.count else { throw problem("a value expected") }
        switch bytes[position] {
        case UInt8(ascii: "{"): try object { reader, _ throws(Problem) in try reader.skipValue(depth: depth + 1) }
        case UInt8(ascii: "["): _ = try array { reader throws(Problem) in try reader.skipValue(depth: depth + 1) }
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try bool()
        case UInt8(ascii: "n"): guard acceptWord("null") else { throw problem("a value expected") }
        default: _ = try integer()
        }
    }

    private mutating func skipSpace() {
        while position < bytes.count, bytes[position] == UInt8(ascii: " ") || bytes[position] == UInt8(ascii: "\n") {
            position += 1
        }
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func acceptWord(_ word: StaticString) -> Bool {
        skipSpace()
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count else { return false }
        let matches = word.withUTF8Buffer { bytes[position..<end].elementsEqual($0) }
        if matches { position = end }
        return matches
    }

    private mutating func expect(_ byte: UInt8) throws(Problem) {
        guard accept(byte) else { throw problem("“\(Character(Unicode.Scalar(byte)))” expected") }
    }
}
