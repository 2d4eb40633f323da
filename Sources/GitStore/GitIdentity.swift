import CLibgit2

/// A moment and the distance from UTC at which it was written down.
package struct GitTime: Hashable, Sendable {
    package var secondsSinceEpoch: Int64
    package var offsetMinutes: Int

    package init(secondsSinceEpoch: Int64, offsetMinutes: Int = 0) {
        self.secondsSinceEpoch = secondsSinceEpoch
        self.offsetMinutes = offsetMinutes
    }
}

/// Who made a commit, and when.
package struct GitSignature: Hashable, Sendable {
    package var name: String
    package var email: String
    package var time: GitTime

    /// Leaves out what a commit cannot hold: angle brackets, line breaks, and punctuation around a name.
    package init(name: String, email: String, time: GitTime) {
        self.name = Self.cleaned(name)
        self.email = Self.cleaned(email)
        self.time = time
    }

    /// Takes name and address as they are, for what was read from a commit.
    init(exactName: String, exactEmail: String, time: GitTime) {
        name = exactName
        email = exactEmail
        self.time = time
    }

    private static func cleaned(_ text: String) -> String {
        let crud = Set<Unicode.Scalar>([".", ",", ":", ";", "<", ">", "\"", "\\", "'"])
        func isCrud(_ scalar: Unicode.Scalar) -> Bool { scalar.value <= 32 || crud.contains(scalar) }
        let scalars = text.unicodeScalars.filter { !["<", ">", "\n", "\0"].contains($0) }
        guard let first = scalars.firstIndex(where: { !isCrud($0) }),
            let last = scalars.lastIndex(where: { !isCrud($0) })
        else { return "" }
        return String(String.UnicodeScalarView(scalars[first...last]))
    }
}

/// The two signatures of a commit.
package struct CommitIdentity: Hashable, Sendable {
    package var author: GitSignature
    package var committer: GitSignature

    package init(author: GitSignature, committer: GitSignature) {
        self.author = author
        self.committer = committer
    }
}

extension GitRepository {
    /// Who a new commit is by, as `git commit` decides it, except that nothing is ever guessed.
    ///
    /// `GIT_AUTHOR_NAME`, then `author.name`, then `user.name`; the same for the address, at last `EMAIL`; the same again
    /// for the committer. The time is the one given unless `GIT_AUTHOR_DATE` or `GIT_COMMITTER_DATE` says otherwise.
    ///
    /// - Throws: `missingIdentity`, before anything was written.
    package func commitIdentity(at time: GitTime) throws(GitError) -> CommitIdentity {
        let configuration = try configuration()
        return CommitIdentity(
            author: try signature("author", configuration, time),
            committer: try signature("committer", configuration, time))
    }

    private func signature(
        _ role: String, _ configuration: borrowing GitConfiguration, _ time: GitTime
    ) throws(GitError) -> GitSignature {
        let prefix = "GIT_\(role.uppercased())_"
        let name = try first([
            environment[prefix + "NAME"], configuration.text("\(role).name"), configuration.text("user.name"),
        ])
        let email = try first([
            environment[prefix + "EMAIL"], configuration.text("\(role).email"), configuration.text("user.email"),
            environment["EMAIL"],
        ])
        guard let name, let email else {
            let missing = name == nil ? "name" : "email"
            let example = name == nil ? "\"Your Name\"" : "you@example.com"
            throw GitError(
                .missingIdentity, operation: "identity", subject: role,
                message: "Git does not know the \(role)'s \(missing)",
                hint: "run: git config --global user.\(missing) \(example)  (or set \(prefix)\(missing.uppercased()))")
        }
        let date = try environment[prefix + "DATE"].map { text throws(GitError) in try Self.date(text, prefix + "DATE")
        }
        return GitSignature(name: name, email: email, time: date ?? time)
    }

    /// The first candidate of which something is left once it is cleaned.
    private func first(_ candidates: [String?]) -> String? {
        candidates.lazy.compactMap(\.self).first {
            let cleaned = GitSignature(name: $0, email: "", time: GitTime(secondsSinceEpoch: 0)).name
            return !cleaned.isEmpty
        }
    }

    private static func date(_ text: String, _ variable: String) throws(GitError) -> GitTime {
        guard let time = GitTime(gitDate: text) else {
            throw GitError(
                .missingIdentity, operation: "identity", subject: variable, message: "cannot read the date “\(text)”",
                hint: "use seconds and zone, “1767225600 +0000”, or ISO 8601, “2026-01-01T00:00:00Z”")
        }
        return time
    }
}
