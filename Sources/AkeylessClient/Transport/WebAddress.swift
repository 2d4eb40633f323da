/// The parts of an `http` or `https` address that matter here; everything unusual is refused.
package struct WebAddress: Sendable, Hashable {
    package var scheme: String
    /// User name and password as they were written, percent-encoded; only proxies may have them.
    package var userInfo: String?
    /// In lower case; IPv6 addresses without brackets.
    package var host: String
    package var port: Int?
    package var path: String
    package var query: String?

    package enum ParseError: Error, Hashable {
        case scheme, host, port, characters

        package var reason: String {
            switch self {
            case .scheme: "it must begin with https:// or http://"
            case .host: "it names no host"
            case .port: "its port is not a number between 1 and 65535"
            case .characters: "it holds spaces or control characters"
            }
        }
    }

    package init(_ text: String, schemes: Set<String> = ["http", "https"]) throws(ParseError) {
        guard text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F }) else { throw .characters }
        guard let mark = text.firstRange(of: "://") else { throw .scheme }
        scheme = text[..<mark.lowerBound].lowercased()
        guard schemes.contains(scheme) else { throw .scheme }
        let rest = text[mark.upperBound...]
        let authorityEnd = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        let tail = rest[authorityEnd...].prefix { $0 != "#" }
        let queryStart = tail.firstIndex(of: "?") ?? tail.endIndex
        path = String(tail[..<queryStart])
        query = queryStart < tail.endIndex ? String(tail[queryStart...].dropFirst()) : nil
        (userInfo, host, port) = try Self.authority(rest[..<authorityEnd])
    }

    /// Host and port as a person would write them; the port only where it is not the scheme's own.
    package var authority: String {
        let host = host.contains(":") ? "[\(host)]" : host
        guard let port, port != defaultPort else { return host }
        return "\(host):\(port)"
    }

    package var defaultPort: Int { scheme == "https" ? 443 : 80 }

    /// Whether the host is this machine.
    package var isLoopback: Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host == "::1"
            || (host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." })
    }

    private static func authority(_ text: Substring) throws(ParseError) -> (String?, String, Int?) {
        var text = text
        var userInfo: String?
        if let at = text.lastIndex(of: "@") {
            userInfo = String(text[..<at])
            text = text[text.index(after: at)...]
        }
        var host = text
        var portText: Substring?
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else { throw .host }
            host = text[text.index(after: text.startIndex)..<close]
            let behind = text[text.index(after: close)...]
            guard behind.isEmpty || behind.hasPrefix(":") else { throw .host }
            portText = behind.isEmpty ? nil : behind.dropFirst()
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            portText = text[text.index(after: colon)...]
        }
        guard !host.isEmpty else { throw .host }
        guard let portText, !portText.isEmpty else { return (userInfo, host.lowercased(), nil) }
        guard let port = Int(portText), (1...65535).contains(port), portText.allSatisfy(\.isNumber) else { throw .port }
        return (userInfo, host.lowercased(), port)
    }
}
