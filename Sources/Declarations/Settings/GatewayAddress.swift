/// The address of a gateway, taken apart to compare gateways and to decide about trust.
package struct GatewayAddress: Hashable, Sendable {
    package var isEncrypted: Bool

    /// In lower case, without the brackets of an IPv6 address.
    package var host: String
    package var port: Int

    /// The path with its leading slash and without a trailing one; empty for the root.
    package var path: String

    /// Why a text is no address; the text itself may hold a password and is not repeated.
    package struct Problem: Error {
        package var reason: String
    }

    package init(_ text: String) throws(Problem) {
        let lower = text.lowercased()
        guard lower.hasPrefix("https://") || lower.hasPrefix("http://") else {
            throw Problem(reason: "must begin with https:// or http://")
        }
        guard text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F }) else {
            throw Problem(reason: "must not contain blanks or control characters")
        }
        isEncrypted = lower.hasPrefix("https://")
        let rest = text.dropFirst(isEncrypted ? 8 : 7)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let tail = rest.dropFirst(authority.count)
        guard !authority.contains("@") else { throw Problem(reason: "must not contain a user name or password") }
        guard !tail.contains("?"), !tail.contains("#") else { throw Problem(reason: "must end with its path") }
        (host, port) = try Self.split(authority, defaultPort: isEncrypted ? 443 : 80)
        path = tail.hasSuffix("/") ? String(tail.dropLast()) : String(tail)
    }

    private static func split(_ authority: Substring, defaultPort: Int) throws(Problem) -> (String, Int) {
        var host = authority
        var portText: Substring?
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw Problem(reason: "has an unclosed `[`") }
            host = authority[authority.index(after: authority.startIndex)..<end]
            let rest = authority[authority.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { throw Problem(reason: "has text after `]`") }
            portText = rest.isEmpty ? nil : rest.dropFirst()
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            portText = authority[authority.index(after: colon)...]
        }
        guard !host.isEmpty else { throw Problem(reason: "names no host") }
        guard let portText else { return (host.lowercased(), defaultPort) }
        guard let port = Int(portText), (1...65535).contains(port) else {
            throw Problem(reason: "has a port outside 1 to 65535")
        }
        return (host.lowercased(), port)
    }
}
