/// How the real transport reaches the network.
package struct TransportSettings: Sendable {
    package var proxies = ProxySettings.none

    /// A PEM file of authorities that are trusted besides the system's own, or a folder of such files.
    package var authorityFile: String?

    /// A PEM file of our certificate and its chain, with the PEM file of its key.
    package var clientCertificateFile: String?
    package var clientKeyFile: String?

    package var connectTimeout = Duration.seconds(10)

    /// How many connections to one host may be open at once.
    package var connections = 64

    package init() {}
}
