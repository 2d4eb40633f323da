package import AkeylessWire
package import SyncModel

/// The base address of the akeyless API: `https://api.akeyless.io`, or a gateway such as `https://gw:8000/api/v2`.
public struct GatewayURL: Sendable, Hashable, CustomStringConvertible {
    package let address: WebAddress

    /// Why the path is not the one that was given; nil where it is.
    private let rewriting: Rewriting?

    private enum Rewriting: String {
        case version1 = "gateway-api-v1"
        case bareGateway = "gateway-without-path"
    }

    /// Reads a base address.
    ///
    /// Trailing slashes are dropped; `/api/v1`, the form of the akeyless command-line tool, is read as `/api/v2`, and so
    /// is a gateway on port 8000 without a path, where nothing else answers.
    public init(_ text: String) throws(GatewayURLError) {
        var address: WebAddress
        do { address = try WebAddress(text) } catch { throw GatewayURLError(reason: error.reason) }
        guard address.userInfo == nil else {
            throw GatewayURLError(reason: "it holds a user name or password; use the auth settings")
        }
        guard address.query == nil else { throw GatewayURLError(reason: "it holds a query (?…)") }
        while address.path.hasSuffix("/") { address.path.removeLast() }
        if address.path.hasSuffix("/api/v1") {
            rewriting = .version1
            address.path = address.path.dropLast(2) + "v2"
        } else if address.path.isEmpty, address.port == 8000 {
            rewriting = .bareGateway
            address.path = "/api/v2"
        } else {
            rewriting = nil
        }
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
        guard let rewriting else { return [] }
        let reason =
            switch rewriting {
            case .version1: "the gateway address ends in /api/v1, the form of the akeyless command-line tool"
            case .bareGateway: "a gateway serves the API below a path on port 8000, and the address has none"
            }
        return [Diagnostic(.note, code: rewriting.rawValue, "\(reason); \(self) is used")]
    }
}

/// Why a text is not a base address.
public struct GatewayURLError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, in words that follow "the gateway address is not usable:".
    public let reason: String

    /// The whole sentence.
    public var description: String { "the gateway address is not usable: \(reason)" }
}
