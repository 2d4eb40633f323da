/// The parts of a URI as Python's `urlsplit` cuts them, whose habits no other URI parser shares.
struct URISplit {
    /// Lower-cased; empty where the text before the first colon is no scheme, such as `my_type`.
    let scheme: String
    let authority: Bytes
    let path: Bytes
    let query: Bytes
    let fragment: Bytes

    /// Cuts a text.
    ///
    /// Blanks and control characters at its start are dropped, TAB, CR and LF are dropped everywhere.
    init(_ text: Bytes) throws(AirflowModelError) {
        let start = text.drop { $0 <= 0x20 }
        let cleaned = start.contains(where: Self.isIgnored) ? start.filter { !Self.isIgnored($0) }[...] : start
        var rest: Bytes
        (scheme, rest) = Self.cutScheme(cleaned)
        var authority: Bytes = []
        if rest.starts(with: "//".utf8) {
            rest = rest.dropFirst(2)
            let end = rest.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
            authority = rest[..<end]
            rest = rest[end...]
            try URIAuthority.checkBrackets(authority)
        }
        let (beforeFragment, fragment) = rest.cut(at: "#")
        let (path, query) = beforeFragment.cut(at: "?")
        self.authority = authority
        self.path = path
        self.query = query ?? []
        self.fragment = fragment ?? []
        try URIAuthority.checkCharacters(authority)
    }

    private static func isIgnored(_ byte: UInt8) -> Bool {
        byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private static func cutScheme(_ text: Bytes) -> (scheme: String, rest: Bytes) {
        let (candidate, rest) = text.cut(at: ":")
        guard let rest, let first = candidate.first, isLetter(first), candidate.allSatisfy(isSchemeCharacter) else {
            return ("", text)
        }
        return (candidate.text.lowercased(), rest)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
    }

    private static func isSchemeCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: isLetter(byte)
        }
    }
}
