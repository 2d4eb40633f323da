import GitStore

/// An intent that was found, with what is needed to remove exactly this one.
package struct AnnouncedIntent: Sendable, Hashable {
    /// The commit on the intent's reference.
    package var revision: String
    package var intent: LedgerIntent
}

extension Ledger {
    /// Where an apply is announced; every clone that fetches it can recover the apply.
    package var intentReference: String { "refs/lockstep/\(MessageText.referenceName(environment))/intent" }

    private static let intentFile = "intent.json"

    /// Announces an apply; only one can be announced at a time.
    ///
    /// - Returns: The revision that ``removeIntent(_:)`` expects.
    /// - Throws: `intentExists` with its holder, and what ``checkWritable(at:)`` throws.
    package func announce(_ intent: LedgerIntent, at time: LedgerTime) async throws(LedgerError) -> String {
        try await checkWritable(at: time)
        return try await LedgerError.unify {
            if let present = try await intentHolder() { throw present }
            let bytes = intent.bytes(projectID: projectID, environment: environment)
            let tree = try await git.writeTree(base: nil, edits: [Self.intentFile: .write(bytes)])
            let identity = try await git.commitIdentity(at: time.gitTime)
            let count = intent.changes.count
            let subject = "Announce \(count) \(count == 1 ? "change" : "changes") to \(MessageText.line(environment))"
            let message = "\(subject)\n\nLockstep-Plan: \(MessageText.line(intent.plan))\n"
            let id = try await write(
                CommitDraft(tree: tree, parents: [], identity: identity, message: message))
            do {
                try await git.publish(id, to: intentReference, expecting: nil, note: subject)
            } catch let error as GitError where error.code == .raced {
                throw try await intentHolder() ?? LedgerError(error)
            }
            return id.hex
        }
    }

    /// The apply that was announced and neither finished nor recovered; nil where there is none.
    package func announcedIntent() async throws(LedgerError) -> AnnouncedIntent? {
        try await LedgerError.unify {
            guard let id = try await git.reference(intentReference) else { return nil }
            let commit = try await git.commit(id)
            guard let file = try await git.file(at: Self.intentFile, in: commit.tree) else {
                throw damaged(Self.intentFile, in: id, JSONReader.Problem(offset: 0, message: "not there"))
            }
            do {
                let intent = try LedgerIntent.decode(
                    try await git.blob(file.blob), projectID: projectID, environment: environment)
                return AnnouncedIntent(revision: id.hex, intent: intent)
            } catch let problem as JSONReader.Problem {
                throw damaged(Self.intentFile, in: id, problem)
            }
        }
    }

    /// Removes an announcement, if it is still the one that the caller knows.
    ///
    /// - Throws: `noIntent` when there is none any more, or another one.
    package func removeIntent(_ revision: String) async throws(LedgerError) {
        try await LedgerError.unify {
            let gone = LedgerError(.noIntent, environment, "no apply is announced as \(revision.prefix(12))")
            guard let id = CommitID(hex: revision) else { throw gone }
            do {
                try await git.deleteReference(intentReference, expecting: id)
            } catch let error as GitError where error.code == .raced {
                throw gone
            }
        }
    }

    private func intentHolder() async throws -> LedgerError? {
        guard let present = try await announcedIntent() else { return nil }
        return LedgerError(
            .intentExists, environment, "another apply was announced and is not finished: \(present.intent.holder)",
            hints: [
                "wait for it; if it died, the next apply recovers it"
            ],
            holder: present.intent.holder)
    }
}
