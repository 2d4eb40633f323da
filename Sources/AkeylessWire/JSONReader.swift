/// Where and why a text is not the JSON that was expected; says nothing about its content.
package struct JSONReadingError: Error, Equatable {
    package var offset: Int
    package var reason: String
}

/// Reads JSON in one pass, taking out what is asked for and skipping the rest.
///
/// Listings have tens of fields per row of which we need a dozen, and values must keep their source text; a reader that
/// builds nothing it is not asked for does both. Every method starts at the next value and ends behind it.
package struct JSONReader {
    let bytes: [UInt8]
    var position = 0
    private var depth = 0

    /// Deeper nesting than this is refused, so that no answer can exhaust the stack.
    private static let maximumDepth = 256

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package enum Kind: Sendable { case object, array, string, number, bool, null }

    /// The kind of the next value.
    package mutating func kind() throws(JSONReadingError) -> Kind {
        switch try next() {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        default: throw failure("a value was expected")
        }
    }

    /// Reads an object; `member` must read exactly one value for each name.
    package mutating func object(
        _ member: (String, inout JSONReader) throws(JSONReadingError) -> Void
    ) throws(JSONReadingError) {
        try elements(from: "{", to: "}") { (reader: inout JSONReader) throws(JSONReadingError) in
            let name = try reader.string(repairing: true)
            try reader.expect(":")
            try member(name, &reader)
        }
    }

    /// Reads an array; `element` must read exactly one value each time.
    package mutating func array(
        _ element: (inout JSONReader) throws(JSONReadingError) -> Void
    ) throws(JSONReadingError) {
        try elements(from: "[", to: "]", element)
    }

    /// Reads over a value of any kind.
    package mutating func skip() throws(JSONReadingError) {
        switch try kind() {
        case .object:
            try elements(from: "{", to: "}") { (reader: inout JSONReader) throws(JSONReadingError) in
                try reader.skipString()
                try reader.expect(":")
                try reader.skip()
            }
        case .array:
            try elements(from: "[", to: "]") { (reader: inout JSONReader) throws(JSONReadingError) in
                try reader.skip()
            }
        case .string: try skipString()
        case .number: try skipNumber()
        case .bool: try literal(bytes[position] == UInt8(ascii: "t") ? "true" : "false")
        case .null: try literal("null")
        }
    }

    /// Makes sure that nothing but white space is left.
    package mutating func end() throws(JSONReadingError) {
        skipSpace()
        guard position == bytes.count else { throw failure("text after the end") }
    }

    func failure(_ reason: String) -> JSONReadingError {
        JSONReadingError(offset: position, reason: reason)
    }
}

extension JSONReader {
    private mutating func elements(
        from open: Unicode.Scalar, to close: Unicode.Scalar,
        _ element: (inout JSONReader) throws(JSONReadingError) -> Void
    ) throws(JSONReadingError) {
        try expect(open)
        depth += 1
        guard depth <= Self.maximumDepth else { throw failure("nested too deeply") }
        if try next() == UInt8(ascii: close) {
            position += 1
        } else {
            while true {
                try element(&self)
                let byte = try next()
                position += 1
                if byte == UInt8(ascii: close) { break }
                guard byte == UInt8(ascii: ",") else { throw failure("a comma was expected") }
            }
        }
        depth -= 1
    }

    private mutating func expect(_ scalar: Unicode.Scalar) throws(JSONReadingError) {
        guard try next() == UInt8(ascii: scalar) else { throw failure("\"\(scalar)\" was expected") }
        position += 1
    }

    mutating func next() throws(JSONReadingError) -> UInt8 {
        skipSpace()
        guard position < bytes.count else { throw failure("the text ends early") }
        return bytes[position]
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func literal(_ word: StaticString) throws(JSONReadingError) {
        for offset in 0..<word.utf8CodeUnitCount {
            guard position < bytes.count, bytes[position] == word.utf8Start[offset] else {
                throw failure("an unknown word")
            }
            position += 1
        }
    }

    private mutating func skipNumber() throws(JSONReadingError) {
        let start = position
        scan: while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "e"), UInt8(ascii: "E"):
                position += 1
            default: break scan
            }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard Double(text) != nil else { throw failure("not a number") }
    }
}
