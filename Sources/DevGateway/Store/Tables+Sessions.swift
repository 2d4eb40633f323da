import GRDB

/// A token the gateway issued: its owner and how long it counts.
struct Session: Sendable {
    let accessID: String
    /// Whether it is a universal identity token, which `uid-rotate-token` replaces.
    let isUniversal: Bool
    let expires: Int?
    let isRevoked: Bool
    let created: Int
}

extension Tables {
    func session(of token: String) throws -> Session? {
        try row(
            "SELECT access_id, universal, expires, revoked, created FROM session WHERE digest = ?",
            [tokenDigest(token)]
        ) { Session(accessID: $0[0], isUniversal: $0[1], expires: $0[2], isRevoked: $0[3], created: $0[4]) }
    }

    /// Stores a token by its digest; a known one keeps its state.
    func insertSession(_ session: Session, token: String) throws {
        try run(
            """
            INSERT OR IGNORE INTO session (digest, access_id, universal, expires, revoked, created)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                tokenDigest(token), session.accessID, session.isUniversal, session.expires,
                session.isRevoked, session.created,
            ])
    }

    func revokeSession(of token: String) throws {
        try run("UPDATE session SET revoked = 1 WHERE digest = ?", [tokenDigest(token)])
    }

    /// Ends the session tokens of one access id, or all of them; universal identity tokens stay.
    func expireSessions(accessID: String?, now: Int) throws -> Int {
        try run(
            """
            UPDATE session SET expires = ?1 WHERE universal = 0 AND (expires IS NULL OR expires > ?1)
                AND (?2 IS NULL OR access_id = ?2)
            """, [now, accessID])
        return changes
    }

    /// Forgets session tokens that ended long ago.
    func dropOldSessions(before time: Int) throws {
        try run("DELETE FROM session WHERE universal = 0 AND expires < ?", [time])
    }

    func generatedIdentity() throws -> (accessID: String, key: AccessKeyDigest)? {
        try row("SELECT access_id, salt, digest FROM identity") { row in
            (row[0] as String, AccessKeyDigest(salt: row[1], digest: row[2]))
        }
    }

    func replaceGeneratedIdentity(accessID: String, key: AccessKeyDigest) throws {
        try run("DELETE FROM identity")
        try run(
            "INSERT INTO identity (access_id, salt, digest) VALUES (?, ?, ?)",
            [accessID, key.salt, key.digest])
    }
}
