extension JSONParser {
    /// Reads a string from its opening quote.
    mutating func string() throws(JSONParseError) -> String {
        position += 1
        let start = position
        while let byte = current {
            if byte == UInt8(ascii: "\"") {
                position += 1
                return String(decoding: bytes[start..<position - 1], as: UTF8.self)
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            guard byte >= 0x20 else { throw failure("control character in a string") }
            position += 1
        }
        throw failure("unexpected end of JSON input")
    }

    private mutating func escapedString(from start: Int) throws(JSONParseError) -> String {
        var collected = Array(bytes[start..<position])
        while let byte = current {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: collected, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &collected)
            case 0..<0x20: throw failure("control character in a string")
            default: collected.append(byte)
            }
        }
        throw failure("unexpected end of JSON input")
    }

    private mutating func escape(into collected: inout [UInt8]) throws(JSONParseError) {
        guard let byte = current else { throw failure("unexpected end of JSON input") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): collected.append(byte)
        case UInt8(ascii: "b"): collected.append(0x08)
        case UInt8(ascii: "f"): collected.append(0x0C)
        case UInt8(ascii: "n"): collected.append(0x0A)
        case UInt8(ascii: "r"): collected.append(0x0D)
        case UInt8(ascii: "t"): collected.append(0x09)
        case UInt8(ascii: "u"): collected.append(contentsOf: String(try unicodeEscape()).utf8)
        default: throw failure("invalid escape")
        }
    }

    private mutating func unicodeEscape() throws(JSONParseError) -> Character {
        let first = try codeUnit()
        let isHigh = (0xD800..<0xDC00).contains(first)
        if isHigh, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        {
            let rewind = position
            position += 2
            let second = try codeUnit()
            if (0xDC00..<0xE000).contains(second) {
                let scalar = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
                return Character(Unicode.Scalar(scalar) ?? "\u{FFFD}")
            }
            position = rewind
        }
        return Character(Unicode.Scalar(first) ?? "\u{FFFD}")
    }

    private mutating func codeUnit() throws(JSONParseError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw failure("unexpected end of JSON input") }
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = hexadecimalValue(of: bytes[position]) else { throw failure("invalid escape") }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}

/// The value of one hexadecimal digit.
func hexadecimalValue(of byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
