/// Python's rendering of values as text, which the backend falls back on for JSON that is no object.
enum PythonRepresentation {
    /// `str(value)`: strings as they are, everything else as `repr` shows it.
    static func text(of value: JSONValue) -> JSONString {
        if case .string(let string) = value { return string }
        return JSONString(PythonJSONWriter.text(of: value, layout: .representation))
    }

    /// `repr` of a string: in single quotes unless it contains these and no double ones, unprintable characters escaped.
    static func quoted(_ string: JSONString) -> String {
        let points = string.codePoints
        let quote: Unicode.Scalar = points.contains(0x27) && !points.contains(0x22) ? "\"" : "'"
        var result = String.UnicodeScalarView()
        result.append(quote)
        for point in points {
            guard let scalar = Unicode.Scalar(point) else {
                result.append(contentsOf: escape(point).unicodeScalars)
                continue
            }
            switch scalar {
            case quote, "\\": result.append(contentsOf: ["\\", scalar])
            case "\n": result.append(contentsOf: ["\\", "n"])
            case "\r": result.append(contentsOf: ["\\", "r"])
            case "\t": result.append(contentsOf: ["\\", "t"])
            case _ where isPrintable(scalar): result.append(scalar)
            default: result.append(contentsOf: escape(point).unicodeScalars)
            }
        }
        result.append(quote)
        return String(result)
    }

    private static func escape(_ point: UInt32) -> String {
        let digits = String(point, radix: 16)
        let (letter, width) = point <= 0xFF ? ("x", 2) : point <= 0xFFFF ? ("u", 4) : ("U", 8)
        return "\\" + letter + String(repeating: "0", count: width - digits.utf8.count) + digits
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }
}
