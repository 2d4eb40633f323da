/// Python's notions of case, blanks, words and integers, where Swift's own differ.
package enum PythonText {
    /// `str.lower`: full Unicode lower case, with the Greek sigma that ends a word.
    static func lowercased(_ text: String) -> String {
        guard text.unicodeScalars.contains("\u{3A3}") else { return text.lowercased() }
        let scalars = Array(text.unicodeScalars)
        var result = ""
        for (index, scalar) in scalars.enumerated() {
            let isFinal = scalar == "\u{3A3}" && endsWord(scalars, at: index)
            result += isFinal ? "\u{3C2}" : scalar.properties.lowercaseMapping
        }
        return result
    }

    private static func endsWord(_ scalars: [Unicode.Scalar], at index: Int) -> Bool {
        let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
        let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
        return before?.properties.isCased == true && after?.properties.isCased != true
    }

    /// `str.strip` without arguments.
    static func stripped(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    /// `str.isspace` for one character.
    static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0: true
        case 0..<0x1000: false
        default: scalar.properties.isWhitespace
        }
    }

    /// Whether `\w` of Python's `re` matches: letters, everything with a numeric value, and the underscore.
    static func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
        guard !scalar.isASCII else { return isASCIIWordCharacter(scalar) }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
        default: return scalar.properties.numericType != nil
        }
    }

    /// Whether it is one of `A-Z a-z 0-9 _`.
    static func isASCIIWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_": true
        default: false
        }
    }

    /// `int(text, base)` as the digits of the number with its sign, in base ten: surrounding blanks, the prefix of the
    /// base, single underscores between digits and decimal digits of any script are allowed; nil where Python raises.
    package static func integer(_ text: String, base: UInt64 = 10) -> String? {
        guard var body = numeral(text) else { return nil }
        let isNegative = body.first == "-"
        if isNegative || body.first == "+" { body.removeFirst() }
        let prefix = base == 2 ? "0b" : base == 8 ? "0o" : base == 16 ? "0x" : nil
        if let prefix, body.lowercased().hasPrefix(prefix) {
            body.removeFirst(2)
            if body.first == "_" { body.removeFirst() }
        }
        var value = DecimalDigits()
        var count = 0
        var followsDigit = false
        for byte in body.utf8 {
            if byte == UInt8(ascii: "_"), followsDigit {
                followsDigit = false
            } else if let digit = hexadecimalDigit(byte), digit < base {
                value.shift(by: base, adding: UInt64(digit))
                count += 1
                followsDigit = true
            } else {
                return nil
            }
        }
        // Python converts the powers of two without a limit.
        guard followsDigit, base != 10 || count <= PythonLimits.integerDigits else { return nil }
        return isNegative && !value.isZero ? "-" + value.text : value.text
    }

    /// A text as `int` and `float` take it: without blanks at its ends, with ASCII digits for those of other scripts.
    package static func numeral(_ text: String) -> String? {
        // `str.strip` takes these four for blanks, the numbers do not.
        guard !text.unicodeScalars.contains(where: { (0x1C...0x1F).contains($0.value) }) else { return nil }
        var result = ""
        for scalar in stripped(text).unicodeScalars {
            if !scalar.isASCII, scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue {
                result += String(Int(value))
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
