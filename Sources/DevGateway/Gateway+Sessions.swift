import SyncModel

extension Gateway {
    /// Who a login's proof belongs to, with the sub-claims it establishes.
    func identity(provenBy request: OpenRequest) async throws -> (KnownIdentity, [String: [String]]) {
        let arguments = request.arguments
        let guesses = configuration.guesses
        let type = try arguments.text("access-type") ?? "access_key"
        if type == "universal_identity" { return (try await universalIdentity(request), [:]) }

        let accessID = try arguments.requiredText("access-id")
        // An unknown access id is answered as a wrong key is, so that ids cannot be probed.
        guard let identity = identities[accessID] else { throw Refusal(guesses.loginRefused) }
        if ["access_key", "api_key", ""].contains(type) {
            let key = try arguments.requiredText("access-key")
            guard let digest = identity.accessKey, digest.matches(key) else { throw Refusal(guesses.loginRefused) }
            return (identity, [:])
        }
        let methods = identity.logins.filter { $0.accessTypes.contains(type) }
        let attempt = LoginAttempt(arguments: arguments, now: request.now, challenges: challenges)
        for method in methods {
            do {
                return (identity, try await method.verify(attempt))
            } catch {
                // Another method of the same type may know the proof.
                continue
            }
        }
        throw Refusal(type == "cert" ? guesses.certificateRefused : guesses.loginRefused)
    }

    private func universalIdentity(_ request: OpenRequest) async throws -> KnownIdentity {
        let guesses = configuration.guesses
        let token = try request.arguments.requiredText("uid-token")
        let session = try await store.perform(writing: false) { tables in
            try tables.usableSession(of: token, now: request.now, guesses: guesses)
        }
        guard session.isUniversal, let identity = identities[session.accessID] else {
            throw Refusal(guesses.loginRefused)
        }
        return identity
    }

    /// Issues a session token and stores its digest before it is told to anyone.
    func startSession(of identity: KnownIdentity, now: Int) async throws -> (token: String, expires: Int) {
        let token = "t-" + hexadecimal(randomBytes(24))
        let expires = now + (identity.sessionLifetime ?? configuration.guesses.sessionLifetime)
        let session = Session(
            accessID: identity.accessID, isUniversal: false, expires: expires, isRevoked: false, created: now)
        try await store.perform(writing: true) { try $0.insertSession(session, token: token) }
        return (token, expires)
    }

    /// Who sent a command, by the token in it.
    func caller(of arguments: Arguments, in tables: Tables, now: Int) throws -> Caller {
        let guesses = configuration.guesses
        let session: Session
        if let token = try arguments.text("uid-token"), !token.isEmpty {
            session = try tables.usableSession(of: token, now: now, guesses: guesses)
        } else {
            let token = try arguments.text("token") ?? ""
            session = try tables.usableSession(of: token, now: now, guesses: guesses)
            if session.isUniversal, !guesses.uidTokenWorksAsToken { throw Refusal(guesses.tokenUnknown) }
        }
        guard let identity = identities[session.accessID] else { throw Refusal(guesses.tokenRevoked) }
        return identity.caller
    }
}
