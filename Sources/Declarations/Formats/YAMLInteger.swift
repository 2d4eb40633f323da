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
