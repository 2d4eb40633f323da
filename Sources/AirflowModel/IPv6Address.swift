/// The check of Python's `ipaddress` for the text between a URI's brackets.
enum IPv6Address {
    /// Whether the text is an IPv6 address, with a zone behind `%` or without.
    static func isValid(_ text: Bytes) -> Bool {
        let (address, zone) = text.cut(at: "%")
        if let zone, zone.isEmpty || zone.contains("%") { return false }
        var parts = address.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count >= 3 else { return false }
        if let last = parts.last, last.contains(".") {
            guard isIPv4(last) else { return false }
            parts[parts.count - 1] = Bytes("0")
            parts.append(Bytes("0"))
        }
        guard parts.count <= 9, parts.allSatisfy({ $0.isEmpty || isGroup($0) }) else { return false }
        return hasValidGaps(parts)
    }

    /// Either eight groups, or fewer with one `::`, which may stand at either end.
    private static func hasValidGaps(_ parts: [Bytes]) -> Bool {
        let gaps = (1..<(parts.count - 1)).filter { parts[$0].isEmpty }
        guard let gap = gaps.first else { return parts.count == 8 && !parts[0].isEmpty && !parts[7].isEmpty }
        guard gaps.count == 1 else { return false }
        var before = gap
        var after = parts.count - gap - 1
        if parts[0].isEmpty {
            before -= 1
            guard before == 0 else { return false }
        }
        if parts[parts.count - 1].isEmpty {
            after -= 1
            guard after == 0 else { return false }
        }
        return before + after < 8
    }

    private static func isGroup(_ part: Bytes) -> Bool {
        part.count <= 4 && part.allSatisfy { hexadecimalDigit($0) != nil }
    }

    private static func isIPv4(_ text: Bytes) -> Bool {
        let octets = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return octets.count == 4
            && octets.allSatisfy { octet in
                guard (1...3).contains(octet.count), octet.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
                    return false
                }
                let isPadded = octet.count > 1 && octet.first == UInt8(ascii: "0")
                return !isPadded && (Int(octet.text) ?? 256) <= 255
            }
    }
}
