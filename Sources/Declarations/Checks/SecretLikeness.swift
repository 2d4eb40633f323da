/// Whether a literal text looks like a secret, by its shape alone.
///
/// Heuristics: they find what generators make, not words that people choose.
package enum SecretLikeness {
    /// What the text looks like; nil for ordinary text.
    package static func reason(for text: String) -> String? {
        if let reason = structure(of: text) { return reason }
        for word in words(of: text) {
            if let known = knownToken(word) { return known }
            if isRandom(word) { return "a generated key or token" }
        }
        return nil
    }

    /// The same without what could be an id: the id of an access key is no secret beside its key.
    package static func certainReason(for text: String) -> String? {
        structure(of: text) ?? words(of: text).lazy.compactMap(knownToken).first { $0 != MarkedToken.accessKeyID }
    }

    private static func structure(of text: String) -> String? {
        if text.contains("-----BEGIN "), text.contains("PRIVATE KEY-----") { return "a private key" }
        return hasCredentials(text) ? "an address with a password in it" : nil
    }

    /// `scheme://user:password@host`, unless the password is a reference or a placeholder.
    static func hasCredentials(_ text: String) -> Bool {
        guard let scheme = text.firstRange(of: "://") else { return false }
        let authority = text[scheme.upperBound...].prefix { !"/?#".contains($0) }
        guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
            return false
        }
        let password = authority[..<at][colon...].dropFirst()
        let isPlaceholder = ["$", "{", "<"].contains { password.hasPrefix($0) } || password.allSatisfy { $0 == "*" }
        return !password.isEmpty && !isPlaceholder
    }

    private static func words(of text: String) -> [Substring] {
        text.split { character in
            !(character.isASCII && (character.isLetter || character.isNumber || "+/=_-.".contains(character)))
        }
    }

    /// Tokens that services mark as their own.
    private static func knownToken(_ word: Substring) -> String? {
        if let name = MarkedToken.name(of: word) { return name }
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        let isWebToken = parts.count == 3 && parts.allSatisfy { $0.count >= 10 } && word.hasPrefix("eyJ")
        return isWebToken ? "a JSON web token" : nil
    }

    /// Long, mixed, and changing between kinds of characters far more often than words and names do.
    private static func isRandom(_ word: Substring) -> Bool {
        let word = Array(word.utf8)
        guard word.count >= 20, !word.contains(UInt8(ascii: ".")) else { return false }
        let kinds = word.map(kind)
        let isHex = word.allSatisfy { isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0 | 0x20) }
        let changes = zip(kinds, kinds.dropFirst()).count { $0 != $1 }
        if isHex {
            return word.count >= 32 && kinds.contains(.digit) && Set(kinds).count > 1 && entropy(word) > 3
        }
        guard [.upper, .lower, .digit].allSatisfy(kinds.contains), changes * 5 >= word.count * 2 else { return false }
        return entropy(word) > 3.5
    }

    private enum Kind { case upper, lower, digit, other }

    private static func kind(of byte: UInt8) -> Kind {
        if isDigit(byte) { return .digit }
        guard isLetter(byte) else { return .other }
        return byte & 0x20 == 0 ? .upper : .lower
    }

    /// Shannon's, in bits for each byte; the logarithm by halving is exact enough to compare with a limit.
    private static func entropy(_ bytes: [UInt8]) -> Double {
        var counts: [UInt8: Int] = [:]
        for byte in bytes { counts[byte, default: 0] += 1 }
        let total = Double(bytes.count)
        return counts.values.reduce(0) { sum, count in
            let share = Double(count) / total
            return sum - share * binaryLogarithm(share)
        }
    }

    /// The binary logarithm, to about six decimals, without the C library's mathematics.
    private static func binaryLogarithm(_ value: Double) -> Double {
        var result = Double(value.exponent)
        var rest = value.significand
        var weight = 0.5
        for _ in 0..<20 {
            rest *= rest
            if rest >= 2 {
                rest /= 2
                result += weight
            }
            weight /= 2
        }
        return result
    }
}
