import SyncModel

extension Command {
    /// Logging in and what is done with tokens.
    static let sessionCommands = [auth, uidRotateToken, validateToken, getCertificateChallenge]

    private static let auth = open("auth", "failed to authenticate", "Failed to get credentials.") { request in
        let gateway = request.gateway
        let (identity, claims) = try await gateway.identity(provenBy: request)
        let session = try await gateway.startSession(of: identity, now: request.now)
        let expiration = CivilTime(unixSeconds: session.expires)
        let claimMembers = claims.sorted { $0.key < $1.key }.map {
            JSON.Member($0.key, .array($0.value.map(JSON.string)))
        }
        return Outcome([
            "token": .string(session.token),
            "expiration": .string(
                gateway.configuration.guesses.expirationUsesGoLayout ? expiration.goLayout : expiration.rfc3339),
            "complete_auth_link": "",
            "creds": [
                "access_id": .string(identity.accessID), "token": .string(session.token),
                "auth_creds": .string(session.token), "uam_creds": .string(session.token),
                "kfm_creds": .string(session.token), "expiry": .integer(session.expires), "required_mfa": "",
                "unique_id": "", "sub_claims": .object(claimMembers),
            ],
        ])
    }

    private static let uidRotateToken = open(
        "uid-rotate-token", "failed to rotate UID token", "Failed to rotate token."
    ) { request in
        let gateway = request.gateway
        let token = try request.arguments.text("uid-token") ?? request.arguments.text("token") ?? ""
        guard !token.isEmpty else {
            throw Refusal(status: 400, code: "", detail: "failed to load UID token : Empty UID token", isBare: true)
        }
        let guesses = gateway.configuration.guesses
        // A fork is a child token: the one it came from stays valid.
        let isFork = try request.arguments.flag("fork") ?? false
        let fresh = "u-" + hexadecimal(randomBytes(24))
        try await gateway.store.perform(writing: true) { tables in
            let session = try tables.usableSession(of: token, now: request.now, guesses: guesses)
            guard session.isUniversal else { throw Refusal(guesses.tokenUnknown) }
            if !isFork { try tables.revokeSession(of: token) }
            let expires = request.now + UniversalIdentity.lifetime
            try tables.insertSession(
                Session(
                    accessID: session.accessID, isUniversal: true, expires: expires, isRevoked: false,
                    created: request.now), token: fresh)
        }
        return Outcome(["token": .string(fresh)])
    }

    private static let validateToken = open(
        "validate-token", "failed to validate token", "Failed to validate token."
    ) { request in
        let guesses = request.gateway.configuration.guesses
        let token = try request.arguments.text("token") ?? request.arguments.text("uid-token") ?? ""
        do {
            let session = try await request.gateway.store.perform(writing: false) { tables in
                try tables.usableSession(of: token, now: request.now, guesses: guesses)
            }
            let expires = session.expires ?? request.now + UniversalIdentity.lifetime
            return Outcome([
                "is_valid": true, "expiration": .string(CivilTime(unixSeconds: expires).goLayout),
                "ttl": .integer(expires - request.now), "last_rotate": "", "reason": "",
            ])
        } catch let refusal as Refusal where guesses.validateTokenAnswersInvalid {
            return Outcome([
                "is_valid": false, "expiration": "", "ttl": 0, "last_rotate": "", "reason": .string(refusal.detail),
            ])
        }
    }

    private static let getCertificateChallenge = open(
        "get-cert-challenge", "failed to get certificate challenge", "Failed to get challenge."
    ) { request in
        let accessID = try request.arguments.requiredText("access-id")
        _ = try request.arguments.requiredText("cert-data")
        guard request.gateway.identities[accessID] != nil else {
            throw Refusal(request.gateway.configuration.guesses.loginRefused)
        }
        return Outcome(["challenge": .string(request.gateway.challenges.issue(now: request.now))])
    }
}

/// What is fixed about universal identity tokens.
enum UniversalIdentity {
    /// Seconds a rotated token counts; the service's documented default is 60 minutes.
    static let lifetime = 3600
}

extension Tables {
    /// The session of a token that still counts.
    func usableSession(of token: String, now: Int, guesses: ServiceGuesses) throws -> Session {
        guard !token.isEmpty, let session = try session(of: token) else { throw Refusal(guesses.tokenUnknown) }
        if session.isRevoked { throw Refusal(guesses.tokenRevoked) }
        if let expires = session.expires, expires <= now { throw Refusal(guesses.tokenExpired) }
        return session
    }
}
