/// Which requests go through which proxy, by the variables that command-line tools share.
///
/// `HTTPS_PROXY` serves `https` addresses and `HTTP_PROXY` the others; `NO_PROXY` lists hosts, domains, `host:port`
/// and address blocks that are reached directly. This machine and link-local addresses always are.
package struct ProxySettings: Sendable, Hashable {
    package var http: WebAddress?
    package var https: WebAddress?
    package var exceptions: [String]

    package static let none = ProxySettings()

    package init(http: WebAddress? = nil, https: WebAddress? = nil, exceptions: [String] = []) {
        self.http = http
        self.https = https
        self.exceptions = exceptions
    }

    /// Reads the variables themselves; where both spellings are set, the one in small letters counts, as in curl.
    package init(environment: [String: String]) throws(WebAddress.ParseError) {
        func value(_ name: String) -> String? {
            [name.lowercased(), name].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        let all = value("ALL_PROXY")
        try self.init(
            httpProxy: value("HTTP_PROXY") ?? all, httpsProxy: value("HTTPS_PROXY") ?? all, noProxy: value("NO_PROXY"))
    }

    /// Reads the values of the three variables; a text without scheme is the host of a plain proxy.
    package init(
        httpProxy: String?, httpsProxy: String?, noProxy: String?
    ) throws(WebAddress.ParseError) {
        http = try Self.proxy(httpProxy)
        https = try Self.proxy(httpsProxy)
        exceptions = (noProxy ?? "").split { $0 == "," || $0 == " " }.map { $0.lowercased() }
    }

    /// The proxy for an address, or nil where it is reached directly.
    package func proxy(for address: WebAddress) -> WebAddress? {
        guard let proxy = address.scheme == "https" ? https : http else { return nil }
        if address.isLoopback || address.host.hasPrefix("169.254.") || address.host.hasPrefix("fe80:") { return nil }
        if address.host == "metadata.google.internal" { return nil }
        return exceptions.contains { Self.matches($0, address) } ? nil : proxy
    }

    private static func proxy(_ text: String?) throws(WebAddress.ParseError) -> WebAddress? {
        guard let text, !text.isEmpty else { return nil }
        return try WebAddress(
            text.contains("://") ? text : "http://" + text, schemes: ["http", "https", "socks5", "socks5h"])
    }

    private static func matches(_ exception: String, _ address: WebAddress) -> Bool {
        if exception == "*" { return true }
        if let block = AddressBlock(exception) { return block.contains(address.host) }
        var pattern = Substring(exception)
        if let colon = pattern.lastIndex(of: ":"), let port = Int(pattern[pattern.index(after: colon)...]),
            pattern.count(where: { $0 == ":" }) == 1
        {
            guard port == address.port ?? address.defaultPort else { return false }
            pattern = pattern[..<colon]
        }
        if pattern.hasPrefix("*.") { pattern = pattern.dropFirst() }
        if pattern.hasPrefix(".") { return address.host.hasSuffix(pattern) || address.host == pattern.dropFirst() }
        return address.host == pattern || address.host.hasSuffix("." + pattern)
    }
}

/// A block of IPv4 addresses such as `10.0.0.0/8`.
private struct AddressBlock {
    let base: UInt32
    let mask: UInt32

    init?(_ text: String) {
        let parts = text.split(separator: "/")
        guard parts.count == 2, let base = Self.number(parts[0]), let bits = Int(parts[1]), (0...32).contains(bits)
        else { return nil }
        mask = bits == 0 ? 0 : ~UInt32(0) << UInt32(32 - bits)
        self.base = base & mask
    }

    func contains(_ host: String) -> Bool {
        Self.number(Substring(host)).map { $0 & mask == base } ?? false
    }

    static func number(_ text: Substring) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var number: UInt32 = 0
        for part in parts {
            guard let octet = UInt8(part) else { return nil }
            number = number << 8 | UInt32(octet)
        }
        return number
    }
}
