import GitStore
package import SyncModel

extension Ledger {
    /// Records an apply as one sealed commit.
    ///
    /// Nothing is visible until the last step, which moves the branch only from where the caller saw it: a shared ledger's
    /// at the remote, then this clone's. A record whose text is unchanged is not written again, so that `git log` of its
    /// file tells exactly when the item changed.
    ///
    /// - Parameters:
    ///   - key: The ledger's key; with the outcome `rekey` the new one, and ``LedgerUpdate/records`` holds every record.
    ///   - time: When the commit says it was made, unless Git's environment says otherwise.
    /// - Returns: The new revision.
    /// - Throws: `raced` when the branch is not at ``LedgerUpdate/expected``; `wrongKey`; `inconsistentUpdate` when
    ///   the changes told are not those made; and what ``checkWritable(at:)`` throws.
    package func append(
        _ update: LedgerUpdate, key: FingerprintKey, at time: LedgerTime
    ) async throws(LedgerError) -> String {
        try await checkWritable(at: time)
        return try await LedgerError.unify {
            let tip = try await tip()
            guard tip?.commit.id.hex == update.expected else { throw raced(update.expected) }
            let draft = try await draft(update, upon: tip, key: key, time: time)
            let id = try await write(draft.commit)
            try await push(id, expecting: tip?.commit.id)
            try await git.publish(id, to: reference, expecting: tip?.commit.id, note: draft.subject)
            return id.hex
        }
    }

    /// Writes the new tree and composes the commit upon the present tip.
    private func draft(
        _ update: LedgerUpdate, upon tip: (commit: GitCommit, root: LedgerRoot)?, key: FingerprintKey, time: LedgerTime
    ) async throws -> (commit: CommitDraft, subject: String) {
        if let misplaced = update.records.first(where: { $0.value.map(\.path) ?? $0.key != $0.key }) {
            throw LedgerError(.inconsistentUpdate, branch, "\(misplaced.key) was given the record of another item")
        }
        let previous = try tip.map { try self.message(of: $0.commit) }
        let root = try newRoot(update, tip: tip?.root, key: key)
        let content = try await LedgerContent(git: git, tree: tip?.commit.tree)
        let edits = content.edits(update.records, keyID: key.id)
        if update.outcome == .rekey, let forgotten = content.paths.subtracting(update.records.keys).min() {
            throw LedgerError(.inconsistentUpdate, branch, "a new key needs every record; \(forgotten) is missing")
        }
        var changes = update.changes.filter { !$0.action.isAboutHold }
        changes += LedgerChange.holdChanges(from: tip?.root.holds ?? [:], to: root.holds)
        if let contradiction = LedgerConsistency.contradiction(
            changes: changes, outcome: update.outcome, effects: edits.effects)
        {
            throw LedgerError(.inconsistentUpdate, branch, contradiction)
        }
        let tree = try await git.writeTree(
            base: tip?.commit.tree,
            edits: root == tip?.root ? edits.tree : edits.tree.merging([LedgerRoot.fileName: .write(root.bytes)]) { $1 }
        )
        let identity = try await git.commitIdentity(at: time.gitTime)
        let parents = tip.map { [$0.commit.id] } ?? []
        var message = LedgerMessage(
            changes: changes, environment: environment, outcome: update.outcome, context: update.context)
        message.seal = LedgerSeal.make(
            key: key, previous: previous?.seal, parents: parents, tree: tree, identity: identity, message: message)
        return (CommitDraft(tree: tree, parents: parents, identity: identity, message: message.text), message.subject)
    }

    private func newRoot(_ update: LedgerUpdate, tip: LedgerRoot?, key: FingerprintKey) throws -> LedgerRoot {
        var root = tip ?? LedgerRoot(projectID: projectID, environment: environment, keyID: key.id)
        if update.outcome != .rekey, root.keyID != key.id {
            throw LedgerError(
                .wrongKey, branch, "the ledger was written with the key \(root.keyID), not with \(key.id)",
                hints: ["check `ledger.key_path`"])
        }
        root.keyID = key.id
        root.holds = update.holds ?? root.holds
        return root
    }

    /// The message of a commit that must be one of ours.
    func message(of commit: GitCommit) throws -> LedgerMessage {
        guard let message = LedgerMessage(parsing: commit.message) else {
            throw LedgerError(
                .damaged, branch, "the commit \(commit.id.hex.prefix(12)) was not made by Lockstep",
                hints: ["run: lockstep verify"])
        }
        return message
    }

    func raced(_ expected: String?) -> LedgerError {
        let seen = expected.map { String($0.prefix(12)) } ?? "no commit"
        return LedgerError(
            .raced, branch, "the ledger is no longer at \(seen): another apply was faster",
            hints: ["plan and apply again"])
    }
}
