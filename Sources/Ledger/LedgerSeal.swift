import GitStore
import SyncModel

/// The seal of a ledger commit: a keyed digest over everything it says and everything before it.
///
/// It covers the seal and the id of the parent, the tree, who wrote it and when, and the message. Since the id of the
/// parent stands for the whole history before it, one good seal vouches for all earlier commits, also for those that
/// were sealed with a key that has been replaced since.
enum LedgerSeal {
    static func make(
        key: FingerprintKey, previous: Fingerprint?, parents: [CommitID], tree: TreeID, identity: CommitIdentity,
        message: LedgerMessage
    ) -> Fingerprint {
        key.digest(
            .seal,
            [
                previous?.hex ?? "", parents.map(\.hex).joined(separator: " "), tree.hex, identity.author.commitForm,
                identity.committer.commitForm, message.unsealedText,
            ])
    }

    /// Whether a commit carries the seal it should.
    static func isGood(_ commit: GitCommit, message: LedgerMessage, previous: Fingerprint?, key: FingerprintKey) -> Bool
    {
        let identity = CommitIdentity(author: commit.author, committer: commit.committer)
        let expected = make(
            key: key, previous: previous, parents: commit.parents, tree: commit.tree, identity: identity,
            message: message)
        return message.seal == expected
    }
}
