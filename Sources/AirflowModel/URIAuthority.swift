/// The authority of a URI, `login:password@host:port`, in the parts Python's `urlsplit` result gives, still encoded.
struct URIAuthority {
    /// Nil without an `@`.
    let login: Bytes?
    /// Nil without a colon before the last `@`.
    let password: Bytes?
    let host: Bytes
    /// Nil where it is missing or empty.
    let port: Bytes?

    private let raw: Bytes

    init(_ authority: Bytes) {
        raw = authority
        let (userInfo, hostAndPort) = authority.cutLast(at: "@")
        let (login, password) = userInfo?.cut(at: ":") ?? (nil, nil)
        self.login = login
        self.password = password
        let port: Bytes?
        if let bracketed = hostAndPort.cut(at: "[").after {
            let (host, afterBracket) = bracketed.cut(at: "]")
            self.host = host
            port = afterBracket?.cut(at: ":").after
        } else {
            (host, port) = hostAndPort.cut(at: ":")
        }
        self.port = port.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The host as Airflow decodes it: lower-cased up to the first `%`, unless it holds an encoded slash; then it is
    /// taken again, with its case, from after the last `@` to the first colon.
    var decodedHost: String {
        let (name, zone) = host.cut(at: "%")
        let lowered = PythonText.lowercased(name.text) + (zone.map { "%" + $0.text } ?? "")
        let decoded = PercentCoding.decoded(Bytes(lowered))
        guard decoded.utf8.contains(UInt8(ascii: "/")) else { return decoded }
        return PercentCoding.decoded(raw.cutLast(at: "@").after.cut(at: ":").before)
    }

    /// The port as a number: ASCII digits from 0 to 65535, with any number of leading zeros.
    func portNumber() throws(AirflowModelError) -> Int? {
        guard let port else { return nil }
        let isNumber = port.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        guard isNumber, port.count <= PythonLimits.integerDigits,
            let number = Int(port.text), number <= 65535
        else { throw AirflowModelError(.invalidPort, "read the URI", "port") }
        return number
    }

    /// Refuses unbalanced brackets and bracket content that is no IPv6 address or future format.
    ///
    /// This is what CPython 3.11.7 checks; later patch releases also refuse text around the brackets.
    static func checkBrackets(_ authority: Bytes) throws(AirflowModelError) {
        let (opens, closes) = (authority.contains("["), authority.contains("]"))
        guard opens || closes else { return }
        let inside = (authority.cut(at: "[").after ?? []).cut(at: "]").before
        guard opens == closes, inside.first == UInt8(ascii: "v") ? isFutureAddress(inside) : IPv6Address.isValid(inside)
        else { throw AirflowModelError(.invalidBrackets, "read the URI", "host") }
    }

    /// Whether this is an address of a future format, such as `v1.anything`.
    private static func isFutureAddress(_ text: Bytes) -> Bool {
        let (version, rest) = text.dropFirst().cut(at: ".")
        guard let rest, !rest.isEmpty else { return false }
        return !version.isEmpty && version.allSatisfy { hexadecimalDigit($0) != nil }
    }

    /// Refuses characters that normalisation (NFKC) turns into a delimiter, such as U+2100 (`a/c`).
    static func checkCharacters(_ authority: Bytes) throws(AirflowModelError) {
        guard authority.contains(where: { $0 >= 0x80 }) else { return }
        guard !authority.text.unicodeScalars.contains(where: { delimitersInDisguise.contains($0.value) }) else {
            throw AirflowModelError(.invalidHostCharacter, "read the URI", "host")
        }
    }

    /// Every character beyond ASCII whose NFKC form contains one of `/ ? # @ :` (Unicode 14).
    private static let delimitersInDisguise: Set<UInt32> = [
        0x2047, 0x2048, 0x2049, 0x2100, 0x2101, 0x2105, 0x2106, 0x2A74, 0xFE13, 0xFE16, 0xFE55, 0xFE56, 0xFE5F, 0xFE6B,
        0xFF03, 0xFF0F, 0xFF1A, 0xFF1F, 0xFF20,
    ]
}
