import CLibgit2

/// Everything a commit says, before it is one.
package struct CommitDraft: Sendable {
    package var tree: TreeID
    package var parents: [CommitID]
    package var identity: CommitIdentity
    package var message: String

    package init(tree: TreeID, parents: [CommitID], identity: CommitIdentity, message: String) {
        self.tree = tree
        self.parents = parents
        self.identity = identity
        self.message = message
    }

    /// The exact bytes of the commit without a signature, which are also what a signature is made over.
    package var text: String {
        let headers =
            ["tree \(tree)"] + parents.map { "parent \($0)" }
            + ["author \(identity.author.commitForm)", "committer \(identity.committer.commitForm)"]
        return headers.joined(separator: "\n") + "\n\n" + message
    }
}

extension GitSignature {
    /// The form in a commit: `Name <address> 1767225600 +0100`.
    package var commitForm: String {
        let offset = time.offsetMinutes
        let digits = String(abs(offset) / 60 * 100 + abs(offset) % 60)
        let zone = (offset < 0 ? "-" : "+") + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
        return "\(name) <\(email)> \(time.secondsSinceEpoch) \(zone)"
    }
}

extension GitRepository {
    /// Writes a commit that no reference leads to yet; ``publish(_:to:expecting:note:)`` makes it visible.
    ///
    /// The tree and all parents must exist.
    ///
    /// - Parameter signature: Made over ``CommitDraft/text``, armoured, for the header `gpgsig`; nil leaves it unsigned.
    package func writeCommit(_ draft: CommitDraft, signature: String? = nil) throws(GitError) -> CommitID {
        var oid = git_oid()
        let raw = handle.raw
        let committer = draft.identity.committer
        // The reflog of a reference that is published next names the same person.
        try call("git_repository_set_ident") { git_repository_set_ident(raw, committer.name, committer.email) }
        try call("git_commit_create_with_signature") {
            git_commit_create_with_signature(&oid, raw, draft.text, signature, nil)
        }
        return CommitID(oid)
    }
}
