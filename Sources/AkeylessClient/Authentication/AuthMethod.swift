import AkeylessWire
public import SyncModel

/// How a client proves who it is.
public enum AuthMethod: Sendable {
    /// An access id with its access key.
    case accessKey(accessID: String, accessKey: Secret)

    /// A universal-identity token (`u-…`), traded for a session, or used with every call as it is.
    case universalIdentity(token: Secret, accessID: String?, exchanged: Bool)

    /// A session token that someone else obtained; it is never renewed.
    case session(token: Secret)
}

extension AuthMethod {
    /// Whether logging in again could give another token.
    var canRenew: Bool {
        switch self {
        case .session, .universalIdentity(_, _, exchanged: false): false
        default: true
        }
    }

    /// The token itself, where no login is needed.
    var directToken: Secret? {
        switch self {
        case .session(let token), .universalIdentity(let token, _, exchanged: false): token
        default: nil
        }
    }

    /// The body of the login.
    func loginBody() async throws -> RequestBody {
        switch self {
        case .accessKey(let accessID, let accessKey):
            [.accessType: .text("access_key"), .accessID: .text(accessID), .accessKey: .secret(accessKey)]
        case .universalIdentity(let token, let accessID, _):
            [
                .accessType: .text("universal_identity"), .accessID: accessID.map(WireValue.text),
                .uidToken: .secret(token),
            ]
        case .session: [:]
        }
    }
}
