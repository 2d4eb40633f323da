import FoundationEssentials

/// Decides whether credentials may be sent to a gateway.
///
/// The address comes from a file that a pull request can edit, so only hosts that something outside that file vouches
/// for are trusted: Akeyless's own, this machine, the host of the last apply, and hosts named by flag or environment.
package struct GatewayTrust: Sendable {
    /// Hosts named by `--gateway`, `--trust-gateway` or `LOCKSTEP_TRUST_GATEWAY`.
    package var namedHosts: Set<String>

    /// The host in the ledger's last `Lockstep-Gateway` trailer.
    package var lastHost: String?

    package init(namedHosts: some Sequence<String>, lastHost: String?) {
        self.namedHosts = Set(namedHosts.map { $0.lowercased() })
        self.lastHost = lastHost?.lowercased()
    }

    package func isTrusted(_ address: GatewayAddress) -> Bool {
        let host = address.host.lowercased()
        if address.isLoopback || namedHosts.contains(host) || namedHosts.contains(address.hostAndPort) { return true }
        if host == lastHost || address.hostAndPort == lastHost { return true }
        return address.scheme == "https" && (host == "akeyless.io" || host.hasSuffix(".akeyless.io"))
    }
}

/// The parts of a gateway's address that trust depends on.
package struct GatewayAddress: Sendable, Hashable {
    package let scheme: String
    package let host: String
    package let port: Int?

    /// Reads `scheme://host[:port][/path]`; nil for anything else, user information included.
    package init?(_ url: String) {
        guard let mark = url.range(of: "://"), !url.contains(where: { $0.isWhitespace }) else { return nil }
        scheme = url[..<mark.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let authority = url[mark.upperBound...].prefix { !"/?#".contains($0) }
        guard !authority.contains("@"), !authority.contains("\\"), !authority.isEmpty else { return nil }
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = String(authority[authority.index(after: authority.startIndex)..<end]).lowercased()
            let rest = authority[authority.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            port = rest.isEmpty ? nil : Int(rest.dropFirst())
        } else {
            let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            host = parts[0].lowercased()
            port = parts.count == 2 ? Int(parts[1]) : nil
            if parts.count == 2, port == nil { return nil }
        }
        guard !host.isEmpty else { return nil }
    }

    package var isLoopback: Bool {
        host == "localhost" || host == "::1" || (host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." })
    }

    /// `host` or `host:port`, as trailers and messages show it.
    package var hostAndPort: String {
        port.map { "\(host):\($0)" } ?? host
    }
}
