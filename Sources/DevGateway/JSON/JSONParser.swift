/// Why a text is not JSON; tells the position, never the text.
package struct JSONParseError: Error, Equatable {
    package let reason: String
    package let offset: Int
}

extension JSON {
    /// Reads one JSON document (RFC 8259) and nothing after it.
    package static func parse(_ bytes: some Sequence<UInt8>) throws(JSONParseError) -> JSON {
        let copy = ContiguousArray(bytes)
        let result = copy.withUnsafeBufferPointer { buffer in
            Result { () throws(JSONParseError) in
                var parser = JSONParser(bytes: buffer)
                return try parser.document()
            }
        }
        return try result.get()
    }

    /// Reads one JSON document from a text.
    package static func parse(text: String) throws(JSONParseError) -> JSON {
        try parse(text.utf8)
    }
}

/// A recursive reader over borrowed bytes.
///
/// Invalid UTF-8 and lone surrogates become the replacement character, as the service's own decoder does.
struct JSONParser {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0
    private var depth = 0
    private static let maximumDepth = 200

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    mutating func document() throws(JSONParseError) -> JSON {
        let value = try self.value()
        skipSpace()
        guard position == bytes.count else { throw failure("text after the document") }
        return value
    }

    func failure(_ reason: String) -> JSONParseError {
        JSONParseError(reason: reason, offset: position)
    }

    var current: UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private mutating func value() throws(JSONParseError) -> JSON {
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case nil: throw failure("unexpected end of JSON input")
        default: return try number()
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONParseError) -> JSON {
        let count = word.utf8CodeUnitCount
        guard position + count <= bytes.count else { throw failure("unexpected end of JSON input") }
        for offset in 0..<count where bytes[position + offset] != word.utf8Start[offset] {
            throw failure("invalid character")
        }
        position += count
        return value
    }

    private mutating func enter() throws(JSONParseError) {
        depth += 1
        position += 1
        if depth > Self.maximumDepth { throw failure("exceeded max depth") }
    }

    private mutating func object() throws(JSONParseError) -> JSON {
        try enter()
        defer { depth -= 1 }
        var members: [JSON.Member] = []
        skipSpace()
        if current == UInt8(ascii: "}") {
            position += 1
            return .object(members)
        }
        while true {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw failure("expected a member name") }
            let name = try string()
            skipSpace()
            guard current == UInt8(ascii: ":") else { throw failure("expected a colon") }
            position += 1
            members.append(JSON.Member(name, try value()))
            if try !another(closing: UInt8(ascii: "}")) { return .object(members) }
        }
    }

    private mutating func array() throws(JSONParseError) -> JSON {
        try enter()
        defer { depth -= 1 }
        var elements: [JSON] = []
        skipSpace()
        if current == UInt8(ascii: "]") {
            position += 1
            return .array(elements)
        }
        while true {
            elements.append(try value())
            if try !another(closing: UInt8(ascii: "]")) { return .array(elements) }
        }
    }

    private mutating func another(closing: UInt8) throws(JSONParseError) -> Bool {
        skipSpace()
        let found = current
        guard found == UInt8(ascii: ",") || found == closing else { throw failure("expected a comma or the end") }
        position += 1
        return found != closing
    }

    private mutating func number() throws(JSONParseError) -> JSON {
        let start = position
        if current == UInt8(ascii: "-") { position += 1 }
        let whole = try digits()
        if whole > 1, bytes[position - whole] == UInt8(ascii: "0") { throw failure("leading zero") }
        if current == UInt8(ascii: ".") {
            position += 1
            _ = try digits()
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            _ = try digits()
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func digits() throws(JSONParseError) -> Int {
        let start = position
        while let byte = current, byte >= 0x30, byte <= 0x39 { position += 1 }
        guard position > start else { throw failure("invalid character") }
        return position - start
    }
}
