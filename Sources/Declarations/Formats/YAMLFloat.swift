import AirflowModel

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
