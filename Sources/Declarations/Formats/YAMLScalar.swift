/// Gives unquoted YAML scalars the types of YAML 1.1 exactly as PyYAML's safe loader does, which Airflow uses.
///
/// `yes` is a boolean, `017` fifteen, `1:30` ninety, `12_000` twelve thousand; `1e3` and `0o17` are text.
enum YAMLScalar {
    /// What a plain scalar turned out to be; `merge` and `value` are the special keys `<<` and `=`.
    enum Resolution {
        case content(LocatedValue.Content)
        case merge
        case value
        /// Looks like a number or a date, but Python fails on it.
        case unreadable(String)
    }

    static func resolve(_ text: String) -> Resolution {
        guard let first = text.utf8.first else { return .content(.null) }
        switch first {
        case UInt8(ascii: "~") where text == "~": return .content(.null)
        case UInt8(ascii: "<") where text == "<<": return .merge
        case UInt8(ascii: "=") where text == "=": return .value
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            return number(Array(text.utf8)) ?? .content(.text(text))
        default:
            return .content(word(text) ?? .text(text))
        }
    }

    static func word(_ text: String) -> LocatedValue.Content? {
        guard text.utf8.count <= 5 else { return nil }
        return switch text {
        case "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": .bool(true)
        case "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": .bool(false)
        case "null", "Null", "NULL": .null
        default: nil
        }
    }

    private static func number(_ text: [UInt8]) -> Resolution? {
        if let float = YAMLFloat.parse(text) { return .content(.float(float)) }
        if let integer = YAMLInteger.parse(text) { return integer }
        switch YAMLTimestamp.classify(text) {
        case .date: return .content(.foreign("date"))
        case .time: return .content(.foreign("date and time"))
        case .impossible: return .unreadable("a date that does not exist")
        case nil: return nil
        }
    }
}

/// A cursor over bytes for the small grammars of YAML 1.1 scalars.
struct ByteCursor {
    let bytes: [UInt8]
    var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }
    var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func takeAny(of characters: StaticString) -> UInt8? {
        guard let byte = current, characters.withUTF8Buffer({ $0.contains(byte) }) else { return nil }
        position += 1
        return byte
    }

    /// Takes bytes as long as they satisfy the test and returns how many there were.
    mutating func takeWhile(_ test: (UInt8) -> Bool) -> Int {
        let start = position
        while let byte = current, test(byte) { position += 1 }
        return position - start
    }

    /// Takes `least` to `most` digits; nil, without moving, where there are fewer.
    mutating func takeNumber(_ least: Int, _ most: Int) -> Int? {
        var value = 0
        var count = 0
        while count < most, position + count < bytes.count, isDigit(bytes[position + count]) {
            value = value * 10 + Int(bytes[position + count] - UInt8(ascii: "0"))
            count += 1
        }
        guard count >= least else { return nil }
        position += count
        return value
    }
}

func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

func isDigitOrUnderscore(_ byte: UInt8) -> Bool { isDigit(byte) || byte == UInt8(ascii: "_") }
