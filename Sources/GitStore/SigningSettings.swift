/// How the user wants commits to be signed, from `commit.gpgSign`, `gpg.*` and `user.signingKey`.
package struct SigningSettings: Sendable, Hashable {
    /// The kinds of signature that Git knows.
    package enum Format: String, Sendable, Hashable {
        case openpgp, ssh, x509

        var usualProgram: String {
            switch self {
            case .openpgp: "gpg"
            case .ssh: "ssh-keygen"
            case .x509: "gpgsm"
            }
        }
    }

    package var format: Format
    package var program: String

    /// Nil leaves the choice to the program, by the committer's name.
    package var key: String?

    /// The command that prints the key where none is named, in its words; only SSH has it.
    package var defaultKeyCommand: [String]?
}

extension SigningSettings {
    /// The words of a command line, as Git splits one that it runs without a shell: quotes keep blanks, and outside of
    /// single quotes a backslash takes the next character as it is.
    static func words(of line: String) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var isEscaped = false
        for character in line {
            if isEscaped {
                word = (word ?? "") + String(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
            } else if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let whole = word { words.append(whole) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        return words + [word].compactMap(\.self)
    }
}

extension GitRepository {
    /// How commits are to be signed; nil where the user does not want it.
    ///
    /// - Parameter isRequired: Asks for a signature whatever `commit.gpgSign` says.
    /// - Throws: `invalidConfiguration` for a format that Git does not know either.
    package func signingSettings(isRequired: Bool = false) throws(GitError) -> SigningSettings? {
        let configuration = try configuration()
        let isWanted = GitConfiguration.isTrue(try configuration.text("commit.gpgsign"))
        guard isRequired || isWanted else { return nil }
        let name = try configuration.text("gpg.format") ?? "openpgp"
        guard let format = SigningSettings.Format(rawValue: name) else {
            throw GitError(
                .invalidConfiguration, operation: "signing", subject: "gpg.format", message: "unknown format “\(name)”")
        }
        let general = format == .openpgp ? try configuration.text("gpg.program") : nil
        let program = try configuration.text("gpg.\(name).program") ?? general ?? format.usualProgram
        let key = try configuration.text("user.signingkey")
        let command = format == .ssh ? try configuration.text("gpg.ssh.defaultkeycommand") : nil
        return SigningSettings(
            format: format, program: program, key: key.map(expandingHome),
            defaultKeyCommand: command.map(SigningSettings.words))
    }

    private func expandingHome(_ path: String) -> String {
        guard path.hasPrefix("~/"), let home = environment["HOME"] else { return path }
        return home + path.dropFirst()
    }
}
