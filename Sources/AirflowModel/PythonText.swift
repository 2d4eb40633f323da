/// Python's notions of case, blanks, words and integers, where Swift's own differ.
enum PythonText {
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

    /// `int(text)` as the digits of the number with its sign: surrounding blanks, single underscores between digits and
    /// decimal digits of any script are allowed; nil where Python raises.
    static func integer(_ text: String) -> String? {
        // `str.strip` takes these four for blanks, `int` does not.
        guard !text.unicodeScalars.contains(where: { (0x1C...0x1F).contains($0.value) }) else { return nil }
        var scalars = Substring(stripped(text)).unicodeScalars
        var sign = ""
        if let first = scalars.first, first == "-" || first == "+" {
            sign = first == "-" ? "-" : ""
            scalars.removeFirst()
        }
        var digits = ""
        var followsDigit = false
        for scalar in scalars {
            if scalar == "_" {
                guard followsDigit else { return nil }
                followsDigit = false
            } else if scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue {
                digits += String(Int(value))
                followsDigit = true
            } else {
                return nil
            }
        }
        guard followsDigit, digits.utf8.count <= PythonLimits.integerDigits else { return nil }
        let significant = digits.drop { $0 == "0" }
        return significant.isEmpty ? "0" : sign + significant
    }
}
