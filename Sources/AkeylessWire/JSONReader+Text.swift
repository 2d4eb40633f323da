extension JSONReader {
    /// Reads a string.
    ///
    /// Text that is not Unicode is an error, unless it may be repaired with replacement characters.
    package mutating func string(repairing: Bool = false) throws(JSONReadingError) -> String {
        guard try kind() == .string else { throw failure("a text was expected") }
        let start = position + 1
        let hasEscapes = try skipString()
        let content = bytes[start..<(position - 1)]
        if !hasEscapes {
            if let text = String(validating: content, as: UTF8.self) { return text }
            guard repairing else { throw failure("not valid Unicode") }
            return String(decoding: content, as: UTF8.self)
        }
        return try unescaped(content, repairing: repairing)
    }

    /// Reads over a string; tells whether it contains escapes.
    @discardableResult
    mutating func skipString() throws(JSONReadingError) -> Bool {
        guard try next() == UInt8(ascii: "\"") else {
            throw failure("a text was expected")
        }
        position += 1
        var hasEscapes = false
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return hasEscapes
            case UInt8(ascii: "\\"):
                hasEscapes = true
                position += 2
            case 0..<0x20: throw failure("a control character in a text")
            default: position += 1
            }
        }
        throw failure("a text without end")
    }

    private func unescaped(_ content: ArraySlice<UInt8>, repairing: Bool) throws(JSONReadingError) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(content.count)
        var rest = content
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                output.append(byte)
                continue
            }
            let scalar = try escape(&rest, repairing: repairing)
            output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
        if let text = String(validating: output, as: UTF8.self) { return text }
        guard repairing else { throw failure("not valid Unicode") }
        return String(decoding: output, as: UTF8.self)
    }

    private func escape(
        _ rest: inout ArraySlice<UInt8>, repairing: Bool
    ) throws(JSONReadingError) -> Unicode.Scalar {
        switch rest.popFirst() {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "u"): return try unicodeEscape(&rest, repairing: repairing)
        default: throw failure("an unknown escape")
        }
    }

    /// Reads the digits behind `\u`, and the second escape of a surrogate pair.
    private func unicodeEscape(
        _ rest: inout ArraySlice<UInt8>, repairing: Bool
    ) throws(JSONReadingError) -> Unicode.Scalar {
        let first = try fourDigits(&rest)
        if let scalar = Unicode.Scalar(first) { return scalar }
        if (0xD800..<0xDC00).contains(first), rest.starts(with: "\\u".utf8) {
            var ahead = rest.dropFirst(2)
            let second = try fourDigits(&ahead)
            if (0xDC00..<0xE000).contains(second) {
                rest = ahead
                let joined = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
                if let scalar = Unicode.Scalar(joined) { return scalar }
            }
        }
        guard repairing else { throw failure("half of a surrogate pair") }
        return "\u{FFFD}"
    }

    private func fourDigits(_ rest: inout ArraySlice<UInt8>) throws(JSONReadingError) -> UInt32 {
        let digits = rest.prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw failure("an unknown escape") }
        rest = rest.dropFirst(4)
        return value
    }
}
