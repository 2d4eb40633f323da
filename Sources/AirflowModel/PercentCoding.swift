/// Percent-encoding as Python's `urllib.parse` does it.
package enum PercentCoding {
    /// `unquote` of a text.
    package static func decoded(_ text: String) -> String { decoded(Bytes(text)) }

    /// `unquote`: UTF-8, ill-formed bytes become U+FFFD, a `%` without two hexadecimal digits stays.
    static func decoded(_ bytes: Bytes) -> String {
        guard bytes.contains("%") else { return bytes.text }
        var result: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%"), index + 2 < bytes.endIndex,
                let high = hexadecimalDigit(bytes[index + 1]), let low = hexadecimalDigit(bytes[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(byte)
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// `quote` with no safe characters: everything but `A-Z a-z 0-9 _ . - ~` becomes `%XX`.
    static func encoded(_ text: String) -> String {
        encoded(text, spaceAsPlus: false)
    }

    /// `quote_plus`: the same with `+` for a space.
    static func formEncoded(_ text: String) -> String {
        encoded(text, spaceAsPlus: true)
    }

    private static func encoded(_ text: String, spaceAsPlus: Bool) -> String {
        guard !text.utf8.allSatisfy(isUnreserved) else { return text }
        var result: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) {
                result.append(byte)
            } else if spaceAsPlus && byte == 0x20 {
                result.append(UInt8(ascii: "+"))
            } else {
                result.append(UInt8(ascii: "%"))
                result.append(upperHexDigit(byte >> 4))
                result.append(upperHexDigit(byte & 0xF))
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func upperHexDigit(_ value: UInt8) -> UInt8 {
        value + (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "A") - 10)
    }
}

/// The query of a URI as Python's `parse_qsl` reads it with blank values kept.
enum QueryString {
    /// Name and value of every pair, in order; empty chunks are skipped.
    static func pairs(_ query: Bytes) -> [(name: String, value: String)] {
        query.split(separator: UInt8(ascii: "&")).map { chunk in
            let (name, value) = chunk.cut(at: "=")
            return (decoded(name), value.map(decoded) ?? "")
        }
    }

    private static func decoded(_ bytes: Bytes) -> String {
        guard bytes.contains("+") else { return PercentCoding.decoded(bytes) }
        return PercentCoding.decoded(bytes.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }[...])
    }
}
