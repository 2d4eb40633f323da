extension PythonJSONScanner {
    /// A number in its source text; what follows it is left for the caller to judge, as in `01` or `1.`.
    mutating func number() throws(PythonJSON.Failure) -> String {
        let start = index
        if peek == UInt8(ascii: "-") { index += 1 }
        let digitsStart = index
        guard isDigit(peek) else {
            index = start
            throw malformed(
                index < bytes.count ? "a JSON value is expected" : "the text ends where a value is expected")
        }
        if peek == UInt8(ascii: "0") { index += 1 } else { skipDigits() }
        let digits = index - digitsStart
        let isInteger = !skipFraction() && !skipExponent(after: false)
        guard !isInteger || digits <= PythonLimits.integerDigits else {
            index = start
            throw .integerTooLong
        }
        return text(start..<index)
    }

    /// Skips a fraction that has a digit, and an exponent behind it.
    private mutating func skipFraction() -> Bool {
        guard peek == UInt8(ascii: "."), index + 1 < bytes.count, isDigit(bytes[index + 1]) else { return false }
        index += 1
        skipDigits()
        return skipExponent(after: true)
    }

    /// Skips an exponent that has a digit; whether the number is a float, which it was before if it has a fraction.
    private mutating func skipExponent(after hasFraction: Bool) -> Bool {
        guard peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") else { return hasFraction }
        let start = index
        index += 1
        if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { index += 1 }
        guard isDigit(peek) else {
            index = start
            return hasFraction
        }
        skipDigits()
        return true
    }

    private mutating func skipDigits() {
        while index < bytes.count, isDigit(bytes[index]) { index += 1 }
    }

    private func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    /// A string; the current place is its opening quote.
    ///
    /// Raw control characters are malformed, as in Python's default.
    mutating func string() throws(PythonJSON.Failure) -> JSONString {
        index += 1
        let start = index
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                defer { index += 1 }
                return JSONString(text(start..<index))
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            guard byte >= 0x20 else { throw malformed(Self.rawControlCharacter) }
            index += 1
        }
        throw malformed(Self.noClosingQuote)
    }

    private static var rawControlCharacter: String { "a control character inside a text must be escaped" }
    private static var noClosingQuote: String { "a text is not closed with a double quote" }

    /// The rest of a string that has an escape at the current place.
    private mutating func escapedString(from start: Int) throws(PythonJSON.Failure) -> JSONString {
        var content = Array(bytes[start..<index])
        var hasLoneSurrogate = false
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                return hasLoneSurrogate
                    ? JSONString(utf16: utf16(fromWTF8: content)) : JSONString(String(decoding: content, as: UTF8.self))
            case UInt8(ascii: "\\"):
                let scalar = try escape()
                hasLoneSurrogate = hasLoneSurrogate || (0xD800...0xDFFF).contains(scalar)
                appendWTF8(scalar, to: &content)
            case 0..<0x20:
                index -= 1
                throw malformed(Self.rawControlCharacter)
            default:
                content.append(byte)
            }
        }
        throw malformed(Self.noClosingQuote)
    }

    /// The code point of an escape; the current place is behind the backslash.
    private mutating func escape() throws(PythonJSON.Failure) -> UInt32 {
        let letter = peek
        index += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UInt32(letter)
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "u"): return try unicodeEscape()
        default:
            index -= 2
            throw malformed("an unknown escape in a text")
        }
    }

    /// The four hexadecimal digits of `\uXXXX`, joined with those of the other half of a surrogate pair.
    private mutating func unicodeEscape() throws(PythonJSON.Failure) -> UInt32 {
        let unit = try hexadecimalUnit()
        guard (0xD800...0xDBFF).contains(unit), peek == UInt8(ascii: "\\"),
            index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "u")
        else { return unit }
        let mark = index
        index += 2
        let trail = try hexadecimalUnit()
        guard (0xDC00...0xDFFF).contains(trail) else {
            index = mark
            return unit
        }
        return 0x10000 + (unit - 0xD800) << 10 + (trail - 0xDC00)
    }

    private mutating func hexadecimalUnit() throws(PythonJSON.Failure) -> UInt32 {
        var unit: UInt32 = 0
        for offset in index..<index + 4 {
            guard offset < bytes.count, let digit = hexadecimalDigit(bytes[offset]) else {
                throw malformed("`\\u` needs four hexadecimal digits")
            }
            unit = unit << 4 | UInt32(digit)
        }
        index += 4
        return unit
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    }
}

/// The value of a hexadecimal digit of either case.
func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
