package import AkeylessWire
package import SyncModel

/// The base address of the akeyless API: `https://api.akeyless.io`, or a gateway such as `https://gw:8000/api/v2`.
public struct GatewayURL: Sendable, Hashable, CustomStringConvertible {
    package let address: WebAddress

    /// Whether the address was given in the form of the command-line tool (`/api/v1`) and turned into version 2.
    package let wasRewritten: Bool

    /// Reads a base address.
    ///
    /// Trailing slashes are dropped; the old `/api/v1` is read as `/api/v2`.
    public init(_ text: String) throws(GatewayURLError) {
        var address: WebAddress
        do { address = try WebAddress(text) } catch { throw GatewayURLError(reason: error.reason) }
        guard address.userInfo == nil else {
            throw GatewayURLError(reason: "it holds a user name or password; use the auth settings")
        }
        guard address.query == nil else { throw GatewayURLError(reason: "it holds a query (?…)") }
        while address.path.hasSuffix("/") { address.path.removeLast() }
        wasRewritten = address.path.hasSuffix("/api/v1")
        if wasRewritten { address.path = address.path.dropLast(2) + "v2" }
        self.address = address
    }

    /// Host, and port where it is not the usual one; the part that decides whom credentials are sent to.
    public var host: String { address.authority }

    /// The address in its normal form.
    public var description: String { "\(address.scheme)://\(address.authority)\(address.path)" }

    /// The address of a command; exactly one slash joins base and command.
    package func url(of path: APIPath) -> String { "\(description)/\(path)" }

    /// What the user should know about how the address was read.
    package var notes: [Diagnostic] {
        guard wasRewritten else { return [] }
        return [
            Diagnostic(
                .note, code: "gateway-api-v1",
                "the gateway address ends in /api/v1, the form of the akeyless command-line tool; \(self) is used")
        ]
    }
}

/// Why a text is not a base address.
public struct GatewayURLError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, in words that follow "the gateway address is not usable:".
    public let reason: String

    /// The whole sentence.
    public var description: String { "the gateway address is not usable: \(reason)" }
}
