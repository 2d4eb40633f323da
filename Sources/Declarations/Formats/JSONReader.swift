import SyncModel

/// Reads JSON in Python's dialect (`NaN`, `Infinity`, repeated members) and remembers where each value stood.
struct JSONReader {
    /// Deeper nesting is refused; Python's own reader fails near a thousand levels.
    static let nestingLimit = 200

    /// Python refuses to convert longer integers.
    static let digitLimit = 4300

    private let file: String
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var lineStart = 0
    private var depth = 0

    private init(_ source: SourceText) {
        file = source.file
        bytes = Array(source.text.utf8)
    }

    static func read(_ source: SourceText) throws(FileProblem) -> LocatedValue {
        if source.hasByteOrderMark {
            throw FileProblem(
                "byte-order-mark", "the file begins with a byte order mark, on which Airflow's JSON reader fails",
                at: SourceLocation(file: source.file, line: 1, column: 1), hint: "save the file as UTF-8 without one")
        }
        var reader = JSONReader(source)
        reader.skipBlanks()
        guard reader.position < reader.bytes.count else {
            throw FileProblem("empty-file", "the file is empty", at: reader.location)
        }
        let value = try reader.value()
        reader.skipBlanks()
        guard reader.position == reader.bytes.count else {
            throw reader.problem("unexpected text after the end of the JSON value")
        }
        return value
    }

    private var location: SourceLocation {
        SourceLocation(file: file, line: line, column: position - lineStart + 1)
    }

    private func problem(_ message: String) -> FileProblem {
        FileProblem("json-syntax", message, at: location)
    }

    private mutating func skipBlanks() {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): position += 1
            case UInt8(ascii: "\n"):
                position += 1
                line += 1
                lineStart = position
            default: return
            }
        }
    }

    private mutating func value() throws(FileProblem) -> LocatedValue {
        guard position < bytes.count else { throw problem("the file ends where a value is expected") }
        let start = location
        switch bytes[position] {
        case UInt8(ascii: "{"): return LocatedValue(.mapping(try members()), at: start)
        case UInt8(ascii: "["): return LocatedValue(.list(try elements()), at: start)
        case UInt8(ascii: "\""): return LocatedValue(.text(try string()), at: start)
        default: return LocatedValue(try wordOrNumber(), at: start)
        }
    }

    private mutating func enter() throws(FileProblem) {
        depth += 1
        if depth > Self.nestingLimit {
            throw FileProblem("nesting", "nested more than \(Self.nestingLimit) levels deep", at: location)
        }
        position += 1
        skipBlanks()
    }

    private mutating func members() throws(FileProblem) -> [LocatedValue.Member] {
        try enter()
        defer { depth -= 1 }
        var result: [LocatedValue.Member] = []
        if take("}") { return result }
        while true {
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                throw problem("a member name in double quotes is expected")
            }
            let keyLocation = location
            let key = LocatedValue(.text(try string()), at: keyLocation)
            skipBlanks()
            guard take(":") else { throw problem("`:` is expected after the member name") }
            skipBlanks()
            result.append(.init(key: key, value: try value()))
            skipBlanks()
            if take("}") { return result }
            guard take(",") else { throw problem("`,` or `}` is expected") }
            skipBlanks()
        }
    }

    private mutating func elements() throws(FileProblem) -> [LocatedValue] {
        try enter()
        defer { depth -= 1 }
        var result: [LocatedValue] = []
        if take("]") { return result }
        while true {
            result.append(try value())
            skipBlanks()
            if take("]") { return result }
            guard take(",") else { throw problem("`,` or `]` is expected") }
            skipBlanks()
        }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func wordOrNumber() throws(FileProblem) -> LocatedValue.Content {
        for (word, content) in Self.words where takeWord(word) { return content }
        return try number()
    }

    private static let words: [(StaticString, LocatedValue.Content)] = [
        ("null", .null), ("true", .bool(true)), ("false", .bool(false)), ("NaN", .float(.nan)),
        ("Infinity", .float(.infinity)), ("-Infinity", .float(-.infinity)),
    ]

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "\\"): UInt8(ascii: "\\"),
        UInt8(ascii: "/"): UInt8(ascii: "/"), UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C,
        UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
    ]

    private mutating func takeWord(_ word: StaticString) -> Bool {
        let matches = word.withUTF8Buffer { bytes[position...].starts(with: $0) }
        if matches { position += word.utf8CodeUnitCount }
        return matches
    }

    private mutating func number() throws(FileProblem) -> LocatedValue.Content {
        let start = position
        _ = take("-")
        let digits = position
        if !take("0") { takeDigits() }
        guard position > digits else {
            position = start
            throw problem("a JSON value is expected")
        }
        let wholeEnd = position
        takeFraction()
        takeExponent()
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if position > wholeEnd {
            guard let value = Double(text) else { throw problem("a JSON value is expected") }
            return .float(value)
        }
        if wholeEnd - digits > Self.digitLimit {
            throw FileProblem("number", "an integer of more than \(Self.digitLimit) digits", at: location)
        }
        return .integer(text == "-0" ? "0" : text)
    }

    private mutating func takeDigits() {
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            position += 1
        }
    }

    private mutating func takeFraction() {
        let start = position
        guard take(".") else { return }
        takeDigits()
        if position == start + 1 { position = start }
    }

    private mutating func takeExponent() {
        let start = position
        guard take("e") || take("E") else { return }
        if !take("+") { _ = take("-") }
        let digits = position
        takeDigits()
        if position == digits { position = start }
    }
}

extension JSONReader {
    private mutating func string() throws(FileProblem) -> String {
        position += 1
        var text: [UInt8] = []
        while true {
            guard position < bytes.count else { throw problem("a text is not closed with a double quote") }
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                try escape(into: &text)
            case 0..<0x20:
                throw problem("a control character inside a text must be escaped")
            default:
                text.append(byte)
                position += 1
            }
        }
    }

    private mutating func escape(into text: inout [UInt8]) throws(FileProblem) {
        guard position + 1 < bytes.count else { throw problem("a text is not closed with a double quote") }
        let kind = bytes[position + 1]
        if let plain = Self.escapes[kind] {
            text.append(plain)
            position += 2
        } else if kind == UInt8(ascii: "u") {
            let scalar = try unicodeEscape()
            text.append(contentsOf: String(scalar).utf8)
        } else {
            throw problem("an unknown escape in a text")
        }
    }

    private mutating func unicodeEscape() throws(FileProblem) -> Unicode.Scalar {
        guard let first = hexUnit(at: position + 2) else { throw problem("`\\u` needs four hexadecimal digits") }
        if let scalar = Unicode.Scalar(first) {
            position += 6
            return scalar
        }
        let isPair =
            first < 0xDC00 && position + 7 < bytes.count && bytes[position + 6] == UInt8(ascii: "\\")
            && bytes[position + 7] == UInt8(ascii: "u")
        guard isPair, let second = hexUnit(at: position + 8), (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
        else {
            throw FileProblem(
                "lone-surrogate", "half of a surrogate pair, which no Airflow process can use", at: location)
        }
        position += 12
        return scalar
    }

    private func hexUnit(at start: Int) -> UInt16? {
        guard start + 4 <= bytes.count else { return nil }
        var value: UInt16 = 0
        for byte in bytes[start..<start + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt16(digit)
        }
        return value
    }
}
