import AirflowModel

/// The integers of YAML 1.1: bases 2, 8, 10, 16 and 60, with underscores anywhere after the first digit.
enum YAMLInteger {
    static func parse(_ text: [UInt8]) -> YAMLScalar.Resolution? {
        var cursor = ByteCursor(text)
        let isNegative = cursor.takeAny(of: "+-") == UInt8(ascii: "-")
        guard let kind = form(cursor) else { return nil }
        let body = text[cursor.position...].filter { $0 != UInt8(ascii: "_") }
        return switch kind {
        case .binary: convert(body.dropFirst(2), base: 2, isNegative)
        case .hexadecimal: convert(body.dropFirst(2), base: 16, isNegative)
        case .octal: convert(body.dropFirst(1), base: 8, isNegative, allowsEmpty: true)
        case .decimal: convert(body[...], base: 10, isNegative)
        case .sexagesimal: sexagesimal(body, isNegative)
        }
    }

    /// The integer behind `!!int`: PyYAML drops underscores, takes off a sign and the prefix of a base, and leaves the
    /// rest to Python's `int`, which takes blanks, another sign and prefix, and digits of any script.
    static func explicit(_ text: String) -> LocatedValue.Content? {
        var body = Substring(String(text.unicodeScalars.filter { $0 != "_" }))
        guard !body.isEmpty else { return nil }
        let isNegative = body.first == "-"
        if isNegative || body.first == "+" { body.removeFirst() }
        guard let digits = magnitude(body) else { return nil }
        guard isNegative else { return .integer(digits) }
        return .integer(digits.hasPrefix("-") ? String(digits.dropFirst()) : digits == "0" ? digits : "-" + digits)
    }

    private static func magnitude(_ body: Substring) -> String? {
        if body == "0" { return "0" }
        if body.hasPrefix("0b") { return PythonText.integer(String(body.dropFirst(2)), base: 2) }
        if body.hasPrefix("0x") { return PythonText.integer(String(body.dropFirst(2)), base: 16) }
        if body.hasPrefix("0") { return PythonText.integer(String(body), base: 8) }
        guard body.contains(":") else { return PythonText.integer(String(body)) }
        let parts = body.split(separator: ":", omittingEmptySubsequences: false).map { PythonText.integer(String($0)) }
        return sexagesimal(parts)
    }

    /// Unlike in implicit numbers, a part may have any size and a sign of its own; such sums beyond 64 bits are refused.
    private static func sexagesimal(_ parts: [String?]) -> String? {
        var value = 0
        for part in parts {
            guard let part, let digit = Int(part) else { return nil }
            let (product, isTooLarge) = value.multipliedReportingOverflow(by: 60)
            let (sum, isTooLargeAsWell) = product.addingReportingOverflow(digit)
            guard !isTooLarge, !isTooLargeAsWell else { return nil }
            value = sum
        }
        return String(value)
    }

    private enum Form { case binary, octal, decimal, hexadecimal, sexagesimal }

    private static func form(_ start: ByteCursor) -> Form? {
        var cursor = start
        if cursor.take("0") {
            if cursor.isAtEnd { return .decimal }
            if cursor.take("b") {
                let count = cursor.takeWhile {
                    $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "1") || $0 == UInt8(ascii: "_")
                }
                return count > 0 && cursor.isAtEnd ? .binary : nil
            }
            if cursor.take("x") {
                let count = cursor.takeWhile { hexDigit($0) != nil || $0 == UInt8(ascii: "_") }
                return count > 0 && cursor.isAtEnd ? .hexadecimal : nil
            }
            _ = cursor.takeWhile { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) || $0 == UInt8(ascii: "_") }
            return cursor.isAtEnd ? .octal : nil
        }
        guard let first = cursor.current, isDigit(first) else { return nil }
        _ = cursor.takeWhile(isDigitOrUnderscore)
        if cursor.isAtEnd { return .decimal }
        while cursor.take(":") {
            guard takeSixty(&cursor) else { return nil }
        }
        return cursor.isAtEnd ? .sexagesimal : nil
    }

    /// One part of a base-60 number: `[0-5]?[0-9]`.
    static func takeSixty(_ cursor: inout ByteCursor) -> Bool {
        guard let first = cursor.current, isDigit(first) else { return false }
        cursor.position += 1
        if first <= UInt8(ascii: "5"), let second = cursor.current, isDigit(second) { cursor.position += 1 }
        return true
    }

    private static func convert(
        _ digits: ArraySlice<UInt8>, base: UInt64, _ isNegative: Bool, allowsEmpty: Bool = false
    ) -> YAMLScalar.Resolution {
        if digits.isEmpty, !allowsEmpty { return .unreadable("a number without digits") }
        guard digits.count <= PythonLimits.integerDigits else { return .unreadable("a number that is too long") }
        var value = DecimalDigits()
        for digit in digits { value.shift(by: base, adding: UInt64(hexDigit(digit) ?? 0)) }
        return .content(.integer(signed(value, isNegative)))
    }

    private static func sexagesimal(_ body: [UInt8], _ isNegative: Bool) -> YAMLScalar.Resolution {
        guard body.count <= PythonLimits.integerDigits else { return .unreadable("a number that is too long") }
        var value = DecimalDigits()
        for part in body.split(separator: UInt8(ascii: ":")) {
            var digits = DecimalDigits()
            for digit in part { digits.shift(by: 10, adding: UInt64(hexDigit(digit) ?? 0)) }
            // Only the first part may exceed one limb, and it is added to zero.
            value = value.isZero ? digits : value.shifted(by: 60, adding: UInt64(digits.text) ?? 0)
        }
        return .content(.integer(signed(value, isNegative)))
    }

    private static func signed(_ value: DecimalDigits, _ isNegative: Bool) -> String {
        isNegative && !value.isZero ? "-" + value.text : value.text
    }

    private static func hexDigit(_ byte: UInt8) -> Int? {
        Character(Unicode.Scalar(byte)).hexDigitValue
    }
}

extension DecimalDigits {
    fileprivate func shifted(by factor: UInt64, adding digit: UInt64) -> DecimalDigits {
        var copy = self
        copy.shift(by: factor, adding: digit)
        return copy
    }
}

/// The floating-point numbers of YAML 1.1; a dot is required, and an exponent needs its sign.
enum YAMLFloat {
    static func parse(_ text: [UInt8]) -> Double? {
        var cursor = ByteCursor(text)
        let sign = cursor.takeAny(of: "+-")
        let body = Array(text[cursor.position...])
        if let special = special(body, hasSign: sign != nil) { return sign == UInt8(ascii: "-") ? -special : special }
        if body.first == UInt8(ascii: ".") {
            // PyYAML's rule for numbers that begin with a dot has no sign.
            guard sign == nil, matchesFraction(body) else { return nil }
        } else if !matchesFixed(body) {
            return sexagesimal(body).map { sign == UInt8(ascii: "-") ? -$0 : $0 }
        }
        let digits = body.filter { $0 != UInt8(ascii: "_") }
        guard let value = Double(String(decoding: digits, as: UTF8.self).completedFraction) else { return nil }
        return sign == UInt8(ascii: "-") ? -value : value
    }

    /// The number behind `!!float`: whatever Python's `float` takes, in base 60 too.
    static func explicit(_ text: String) -> Double? {
        var body = Substring(String(text.unicodeScalars.filter { $0 != "_" }).lowercased())
        let isNegative = body.first == "-"
        if isNegative || body.first == "+" { body.removeFirst() }
        if let special = special(Array(body.utf8), hasSign: false) { return isNegative ? -special : special }
        var value = 0.0
        var base = 1.0
        for part in body.split(separator: ":", omittingEmptySubsequences: false).reversed() {
            guard let number = python(String(part)) else { return nil }
            value += number * base
            base *= 60
        }
        return isNegative ? -value : value
    }

    /// What Python's `float` makes of a text; Swift's own parser would take hexadecimal numbers, too.
    private static func python(_ text: String) -> Double? {
        guard var body = PythonText.numeral(text) else { return nil }
        let isNegative = body.first == "-"
        if isNegative || body.first == "+" { body.removeFirst() }
        let isNumber =
            body.utf8.contains(where: isDigit) && body.first != "+" && body.first != "-"
            && body.utf8.allSatisfy { isDigit($0) || "+-.e".utf8.contains($0) }
        guard isNumber || ["inf", "infinity", "nan"].contains(body) else { return nil }
        return Double(body.completedFraction).map { isNegative ? -$0 : $0 }
    }

    private static func special(_ body: [UInt8], hasSign: Bool) -> Double? {
        switch String(decoding: body, as: UTF8.self) {
        case ".inf", ".Inf", ".INF": .infinity
        case ".nan", ".NaN", ".NAN": hasSign ? nil : .nan
        default: nil
        }
    }

    /// Whether `[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?` matches.
    private static func matchesFixed(_ body: [UInt8]) -> Bool {
        var cursor = ByteCursor(body)
        guard let first = cursor.current, isDigit(first) else { return false }
        _ = cursor.takeWhile(isDigitOrUnderscore)
        guard cursor.take(".") else { return false }
        _ = cursor.takeWhile(isDigitOrUnderscore)
        return endsWithExponent(cursor)
    }

    /// Whether `\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?` matches.
    private static func matchesFraction(_ body: [UInt8]) -> Bool {
        var cursor = ByteCursor(body)
        _ = cursor.take(".")
        guard let first = cursor.current, isDigit(first) else { return false }
        _ = cursor.takeWhile(isDigitOrUnderscore)
        return endsWithExponent(cursor)
    }

    private static func endsWithExponent(_ start: ByteCursor) -> Bool {
        var cursor = start
        if cursor.isAtEnd { return true }
        guard cursor.takeAny(of: "eE") != nil, cursor.takeAny(of: "+-") != nil else { return false }
        return cursor.takeWhile(isDigit) > 0 && cursor.isAtEnd
    }

    /// The value of `[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*`.
    private static func sexagesimal(_ body: [UInt8]) -> Double? {
        var cursor = ByteCursor(body)
        guard let first = cursor.current, isDigit(first) else { return nil }
        _ = cursor.takeWhile(isDigitOrUnderscore)
        var parts = 0
        while cursor.take(":") {
            guard YAMLInteger.takeSixty(&cursor) else { return nil }
            parts += 1
        }
        guard parts > 0, cursor.take(".") else { return nil }
        _ = cursor.takeWhile(isDigitOrUnderscore)
        guard cursor.isAtEnd else { return nil }
        let digits = body.filter { $0 != UInt8(ascii: "_") }
        var value = 0.0
        var base = 1.0
        for part in digits.split(separator: UInt8(ascii: ":")).reversed() {
            guard let number = Double(String(decoding: part, as: UTF8.self).completedFraction) else { return nil }
            value += number * base
            base *= 60
        }
        return value
    }
}

extension String {
    /// `1.` and `.5` with the digit that Swift's parser wants on both sides of the dot.
    fileprivate var completedFraction: String {
        guard let dot = utf8.firstIndex(of: UInt8(ascii: ".")) else { return self }
        let whole = self[..<dot]
        let rest = self[index(after: dot)...]
        let fraction = rest.utf8.first.map(isDigit) ?? false ? String(rest) : "0" + rest
        return (whole.isEmpty ? "0" : String(whole)) + "." + fraction
    }
}
