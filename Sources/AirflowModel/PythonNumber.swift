/// What Python makes of a JSON number, whose source text is all we keep.
enum PythonNumber {
    /// Whether the source is an integer literal; everything else is a float.
    static func isInteger(_ source: String) -> Bool {
        source.utf8.allSatisfy { $0 == UInt8(ascii: "-") || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")) }
    }

    /// The number as a double, `inf` where it is too large.
    static func double(_ source: String) -> Double {
        switch source {
        case "NaN": .nan
        case "Infinity": .infinity
        case "-Infinity": -.infinity
        default: Double(source) ?? .nan
        }
    }

    /// Whether Python takes the number as true: anything but zero.
    static func isTruthy(_ source: String) -> Bool {
        guard isInteger(source) else { return double(source) != 0 }
        return source.utf8.contains { $0 >= UInt8(ascii: "1") && $0 <= UInt8(ascii: "9") }
    }

    /// Whether the number is `NaN` or infinite, written so or too large.
    static func isFinite(_ source: String) -> Bool {
        isInteger(source) || double(source).isFinite
    }

    /// The number as `json.dumps` writes it.
    static func dumped(_ source: String) -> String {
        spelled(source, notANumber: "NaN", infinity: "Infinity")
    }

    /// The number as `str` gives it.
    static func text(_ source: String) -> String {
        spelled(source, notANumber: "nan", infinity: "inf")
    }

    private static func spelled(_ source: String, notANumber: String, infinity: String) -> String {
        if isInteger(source) { return source == "-0" ? "0" : source }
        let value = double(source)
        if value.isNaN { return notANumber }
        if value.isInfinite { return value < 0 ? "-" + infinity : infinity }
        return shortest(value)
    }

    /// The shortest text that reads back as the same double, laid out as Python's `repr` does: an exponent below
    /// 1e-4 and from 1e16 on, with at least two digits, else a plain number with a fraction.
    static func shortest(_ value: Double) -> String {
        let (digits, point) = decimalDigits(value.magnitude)
        let sign = value.sign == .minus ? "-" : ""
        if point > 16 || point < -3 {
            let fraction = digits.dropFirst()
            let exponent = point - 1
            let magnitude = String(exponent.magnitude)
            return sign + digits.prefix(1) + (fraction.isEmpty ? "" : "." + fraction)
                + (exponent < 0 ? "e-" : "e+") + (magnitude.utf8.count < 2 ? "0" : "") + magnitude
        }
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
        guard digits.utf8.count > point else {
            return sign + digits + String(repeating: "0", count: point - digits.utf8.count) + ".0"
        }
        return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    }

    /// The significant digits `d` and the point `p` of a finite number that is `0.d` times ten to the power of `p`.
    private static func decimalDigits(_ value: Double) -> (digits: String, point: Int) {
        guard value != 0 else { return ("0", 1) }
        let parts = value.description.split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let whole = mantissa[0]
        let fraction = mantissa.count > 1 ? mantissa[1] : ""
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let all = String(whole + fraction)
        let leadingZeros = all.prefix { $0 == "0" }.count
        let digits = all.dropFirst(leadingZeros)
        let trailingZeros = digits.reversed().prefix { $0 == "0" }.count
        return (String(digits.dropLast(trailingZeros)), whole.count - leadingZeros + exponent)
    }
}
