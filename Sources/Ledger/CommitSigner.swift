import GitStore

/// Signs ledger commits with the program that the user's `git` would use.
///
/// The announcement of an apply is signed as well, so a signature that cannot be made stops the apply before its
/// first write.
package struct CommitSigner: Sendable {
    /// Runs a program with a text on its standard input.
    ///
    /// A public key goes into a file for the length of the call, whose path is the program's last argument.
    package typealias Run =
        @Sendable (_ command: [String], _ input: String, _ publicKey: String?) async throws -> (
            status: Int32, output: String, error: String
        )

    /// How long the program may take: enough for a person who enters a passphrase.
    package static let limit = Duration.seconds(60)

    /// Why there is no signature: the program did not end in time and was stopped.
    package struct TimedOut: Error {
        package var limit: Duration

        package init(limit: Duration = CommitSigner.limit) {
            self.limit = limit
        }
    }

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
        let (command, publicKey) = try await command(committer: draft.identity.committer)
        let result = try await answer(of: command, draft.text, publicKey)
        guard result.status == 0, result.output.hasPrefix("-----BEGIN ") else {
            throw failure("\(command[0]) did not sign the commit: \(Self.said(result.error, result.status))")
        }
        // Git keeps a signature without the line break at its end.
        return String(result.output.reversed().drop { $0.isNewline }.reversed())
    }

    private func answer(
        of command: [String], _ input: String = "", _ publicKey: String? = nil
    ) async throws -> (status: Int32, output: String, error: String) {
        do {
            return try await run(command, input, publicKey)
        } catch let error as TimedOut {
            throw failure(
                "\(command[0]) did not end within \(error.limit.formatted) and was stopped",
                hint:
                    "it may wait for a passphrase that nobody enters: unlock the key first, with gpg-agent or ssh-agent"
            )
        } catch {
            throw failure("\(command[0]) could not be run: \(error)")
        }
    }

    /// What the program said at last, without the lines that gpg writes for programs.
    private static func said(_ talk: String, _ status: Int32) -> String {
        let line = talk.split(whereSeparator: \.isNewline).last { !$0.hasPrefix("[GNUPG:]") }
        return line.map { String($0.prefix(240)) } ?? "status \(status)"
    }

    /// The command that `git commit -S` would run, and the key that is to be handed over in a file.
    private func command(committer: GitSignature) async throws -> (command: [String], publicKey: String?) {
        switch settings.format {
        case .openpgp, .x509:
            let key = settings.key ?? "\(committer.name) <\(committer.email)>"
            return ([settings.program, "--status-fd=2", "-bsau", key], nil)
        case .ssh:
            let key = if let named = settings.key { named } else { try await defaultKey() }
            let sign = [settings.program, "-Y", "sign", "-n", "git"]
            if key.hasPrefix("key::") { return (sign + ["-U", "-f"], String(key.dropFirst("key::".count))) }
            return key.hasPrefix("ssh-") ? (sign + ["-U", "-f"], key) : (sign + ["-f", key], nil)
        }
    }

    /// The key that `gpg.ssh.defaultKeyCommand` prints in its first line, as `ssh-add -L` does.
    private func defaultKey() async throws -> String {
        guard let command = settings.defaultKeyCommand, !command.isEmpty else {
            throw failure("neither user.signingKey nor gpg.ssh.defaultKeyCommand names a key")
        }
        let result = try await answer(of: command)
        guard result.status == 0 else {
            throw failure("\(command[0]) gave no key: \(Self.said(result.error, result.status))")
        }
        let line = result.output.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        guard line.hasPrefix("key::") || line.hasPrefix("ssh-") else {
            throw failure("\(command[0]) printed no public key in its first line")
        }
        return line
    }

    private func failure(_ message: String, hint: String? = nil) -> LedgerError {
        LedgerError(
            .signing, "commit.gpgSign", message,
            hints: [hint].compactMap(\.self) + [
                "check that `git commit -S` works here",
                "or turn signing off: git config commit.gpgSign false, and no `ledger.sign: required`",
            ])
    }
}

extension Duration {
    /// `60 seconds`, or shorter ones as they are printed.
    fileprivate var formatted: String {
        self >= .seconds(1) ? "\(components.seconds) seconds" : "\(self)"
    }
}

extension LedgerRepository {
    /// The signer that the user's configuration asks for; nil where commits are not signed.
    ///
    /// - Parameter isRequired: Signs whatever `commit.gpgSign` says.
    package func signer(
        isRequired: Bool = false, run: @escaping CommitSigner.Run
    ) async throws(LedgerError) -> CommitSigner? {
        try await LedgerError.unify {
            try await git.signingSettings(isRequired: isRequired).map { CommitSigner(settings: $0, run: run) }
        }
    }
}

extension Ledger {
    /// Writes a commit, signed where the user wants it, that no reference leads to yet.
    func write(_ draft: CommitDraft) async throws -> CommitID {
        try await git.writeCommit(draft, signature: try await signer?.signature(over: draft))
    }
}
