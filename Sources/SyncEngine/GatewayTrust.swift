package import Declarations

/// Decides whether credentials may be sent to a gateway.
///
/// The address comes from a file that a pull request can edit, so only hosts that something outside that file vouches
/// for are trusted: Akeyless's own, this machine, the host of the last apply, and hosts named by flag or environment.
package struct GatewayTrust: Sendable {
    /// Hosts named by `--gateway`, `--trust-gateway` or `LOCKSTEP_TRUST_GATEWAY`.
    package var namedHosts: Set<String>

    /// The address in the ledger's last `Lockstep-Gateway` trailer.
    package var last: GatewayAddress?

    package init(namedHosts: some Sequence<String>, last: GatewayAddress?) {
        self.namedHosts = Set(namedHosts.map { $0.lowercased() })
        self.last = last
    }

    package func isTrusted(_ address: GatewayAddress) -> Bool {
        if address.isLoopback || namedHosts.contains(address.host) || namedHosts.contains(address.hostAndPort) {
            return true
        }
        if isLastHost(address), !givesUpEncryption(address) { return true }
        return address.isEncrypted && (address.host == "akeyless.io" || address.host.hasSuffix(".akeyless.io"))
    }

    private func isLastHost(_ address: GatewayAddress) -> Bool {
        [address.host, address.hostAndPort].contains(last?.hostAndPort)
    }

    /// Whether it is the host of the last apply, which was reached encrypted, and would not be any more: anyone on the way
    /// could read the credentials.
    package func givesUpEncryption(_ address: GatewayAddress) -> Bool {
        isLastHost(address) && last?.isEncrypted == true && !address.isEncrypted
    }
}

extension GatewayAddress {
    /// Whether the address can only be this machine's.
    package var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// `host`, with the port where it is not the usual one, as trailers and messages show it.
    package var hostAndPort: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isEncrypted ? 443 : 80) ? name : "\(name):\(port)"
    }
}
