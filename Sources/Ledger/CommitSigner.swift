import GitStore

/// Signs ledger commits with the program that the user's `git` would use.
///
/// The announcement of an apply is signed as well, so a signature that cannot be made stops the apply before its
/// first write.
package struct CommitSigner: Sendable {
    /// Runs a program with a text on its standard input.
    package typealias Run =
        @Sendable (_ command: [String], _ input: String) async throws -> (status: Int32, output: String, error: String)

    private let settings: SigningSettings
    private let run: Run

    init(settings: SigningSettings, run: @escaping Run) {
        self.settings = settings
        self.run = run
    }

    /// The armoured signature over the text of a commit.
    ///
    /// - Throws: `signing`, with what the program said.
    func signature(over draft: CommitDraft) async throws -> String {
        let command = try command(committer: draft.identity.committer)
        let result: (status: Int32, output: String, error: String)
        do {
            result = try await run(command, draft.text)
        } catch {
            throw failure("\(command[0]) could not be run: \(error)")
        }
        let signature = result.output
        guard result.status == 0, signature.hasPrefix("-----BEGIN ") else {
            let said = result.error.split(separator: "\n").last.map(String.init) ?? "status \(result.status)"
            throw failure("\(command[0]) did not sign the commit: \(said)")
        }
        return signature
    }

    private func command(committer: GitSignature) throws -> [String] {
        switch settings.format {
        case .openpgp, .x509:
            let key = settings.key ?? "\(committer.name) <\(committer.email)>"
            return [settings.program, "--status-fd=2", "-bsau", key]
        case .ssh:
            guard let key = settings.key, !key.hasPrefix("key::"), !key.hasPrefix("ssh-") else {
                throw failure("user.signingKey does not name a file")
            }
            return [settings.program, "-Y", "sign", "-n", "git", "-f", key]
        }
    }

    private func failure(_ message: String) -> LedgerError {
        LedgerError(
            .signing, "commit.gpgSign", message,
            hints: ["check that `git commit -S` works here", "or turn signing off: git config commit.gpgSign false"])
    }
}

extension LedgerRepository {
    /// The signer that the user's configuration asks for; nil where commits are not signed.
    package func signer(run: @escaping CommitSigner.Run) async throws(LedgerError) -> CommitSigner? {
        try await LedgerError.unify {
            try await git.signingSettings().map { CommitSigner(settings: $0, run: run) }
        }
    }
}

extension Ledger {
    /// Writes a commit, signed where the user wants it, that no reference leads to yet.
    func write(_ draft: CommitDraft) async throws -> CommitID {
        try await git.writeCommit(draft, signature: try await signer?.signature(over: draft))
    }
}
