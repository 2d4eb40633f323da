import SyncModel

/// An identity as a running gateway holds it: its key only as a digest.
struct KnownIdentity: Sendable {
    let accessID: String
    let caller: Caller
    let accessKey: AccessKeyDigest?
    let logins: [any LoginMethod]
    let sessionLifetime: Int?

    init(_ identity: GatewayIdentity) {
        accessID = identity.accessID
        caller = Caller(accessID: identity.accessID, rules: identity.rules)
        accessKey = identity.accessKey.map(AccessKeyDigest.init(of:))
        logins = identity.logins
        sessionLifetime = identity.sessionLifetime.map { Int($0.components.seconds) }
    }

    /// The identity a gateway made for itself, which may do everything.
    init(generated accessID: String, key: AccessKeyDigest) {
        self.accessID = accessID
        caller = Caller(accessID: accessID, rules: [.everything])
        accessKey = key
        logins = []
        sessionLifetime = nil
    }
}
