import SyncModel

extension GatewayIdentity {
    init(_ node: IdentityNode) throws {
        try node.allow("access_id", "access_key", "uid_tokens", "session_seconds", "rules", "logins")
        let lifetime = try node.integer("session_seconds")
        if let lifetime, !(1...31_536_000).contains(lifetime) {
            throw node.problem("session_seconds must be between one second and one year")
        }
        self.init(
            accessID: try node.requiredText("access_id"), accessKey: try node.text("access_key").map(Secret.init),
            uidTokens: try node.texts("uid_tokens").map(Secret.init),
            logins: try node.list("logins").map { try $0.login() },
            rules: node.has("rules") ? try node.list("rules").map { try AccessRule($0) } : [.everything],
            sessionLifetime: lifetime.map { .seconds($0) })
    }
}

extension AccessRule {
    fileprivate init(_ node: IdentityNode) throws {
        try node.allow("path", "capabilities")
        var capabilities: Set<Capability> = []
        for word in try node.texts("capabilities") {
            guard let capability = Capability(rawValue: word) else { throw node.problem("unknown capability \(word)") }
            capabilities.insert(capability)
        }
        self.init(path: try node.requiredText("path"), capabilities: capabilities)
    }
}

extension IdentityNode {
    fileprivate func login() throws -> any LoginMethod {
        let type = try requiredText("type")
        switch type {
        case "aws_iam":
            try allow("type", "access_key_id", "secret_access_key", "session_token")
            return AWSLogin(
                accessKeyID: try requiredText("access_key_id"),
                secretAccessKey: Secret(try requiredText("secret_access_key")),
                sessionToken: try text("session_token").map(Secret.init))
        case "cert":
            try allow("type", "authorities")
            return try CertificateLogin(pem: try texts("authorities").joined(separator: "\n"))
        default:
            guard let kind = TokenLogin.Kind(rawValue: type) else { throw problem("unknown login type \(type)") }
            return try tokenLogin(kind)
        }
    }

    private func tokenLogin(_ kind: TokenLogin.Kind) throws -> TokenLogin {
        try allow("type", "tokens", "keys", "issuer", "audience", "bound_claims", "config_name")
        var login = TokenLogin(kind)
        login.tokens = try texts("tokens").map(Secret.init)
        login.keys = try list("keys").map { try $0.tokenKey() }
        login.issuer = try text("issuer")
        login.audience = try text("audience") ?? login.audience
        login.configurationName = try text("config_name")
        for member in try members("bound_claims") {
            login.boundClaims[member.name] = Set(SubClaims.texts(member.value))
        }
        return login
    }

    private func tokenKey() throws -> TokenKey {
        try allow("algorithm", "secret", "public_key", "kid")
        let keyID = try text("kid")
        switch try requiredText("algorithm") {
        case "HS256": return .hs256(Secret(try requiredText("secret")), keyID: keyID)
        case "RS256": return try .rs256(pem: try requiredText("public_key"), keyID: keyID)
        case "ES256": return try .es256(pem: try requiredText("public_key"), keyID: keyID)
        default: throw problem("unknown algorithm")
        }
    }
}
