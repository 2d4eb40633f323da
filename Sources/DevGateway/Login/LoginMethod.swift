/// One way, beside access keys and universal identity tokens, in which an identity proves itself.
package protocol LoginMethod: Sendable {
    /// The `access-type` values it answers to.
    var accessTypes: Set<String> { get }

    /// Checks the proof in a login and tells the sub-claims it establishes.
    ///
    /// - Throws: ``LoginFailure`` when the proof does not hold.
    func verify(_ attempt: LoginAttempt) async throws(LoginFailure) -> [String: [String]]
}

/// What a login method may look at.
package struct LoginAttempt: Sendable {
    let arguments: Arguments
    let now: Int
    let challenges: CertificateChallenges
}

/// A proof that did not hold; why is told in a few words, never with the proof.
package struct LoginFailure: Error, Equatable {
    package let reason: String

    package init(_ reason: String) {
        self.reason = reason
    }
}
