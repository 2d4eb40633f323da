package import SyncModel

/// One access id the gateway knows: how it proves itself and what it may do.
package struct GatewayIdentity: Sendable {
    package var accessID: String
    package var accessKey: Secret?
    /// Universal identity tokens valid at start; rotation replaces them.
    package var uidTokens: [Secret]
    /// The other ways this identity may log in.
    package var logins: [any LoginMethod]
    package var rules: [AccessRule]
    /// The life of its sessions; the gateway's default when nil.
    package var sessionLifetime: Duration?

    package init(
        accessID: String, accessKey: Secret? = nil, uidTokens: [Secret] = [], logins: [any LoginMethod] = [],
        rules: [AccessRule] = [.everything], sessionLifetime: Duration? = nil
    ) {
        self.accessID = accessID
        self.accessKey = accessKey
        self.uidTokens = uidTokens
        self.logins = logins
        self.rules = rules
        self.sessionLifetime = sessionLifetime
    }
}

/// The access id and key a gateway made for itself on its first start.
package struct GatewayCredentials: Sendable {
    package let accessID: String
    package let accessKey: Secret
}
