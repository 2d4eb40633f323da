import GitStore
import SyncModel

/// An intent that was found, with what is needed to remove exactly this one.
package struct AnnouncedIntent: Sendable, Hashable {
    /// The commit on the intent's reference.
    package var revision: String
    package var intent: LedgerIntent

    /// Whether an id means this one: its revision or at least seven digits of it, or the id of its plan.
    package func isNamed(_ id: String) -> Bool {
        id == intent.plan || (id.utf8.count >= 7 && revision.hasPrefix(id.lowercased()))
    }
}

extension Ledger {
    /// Where an apply is announced; every clone that fetches it can recover the apply.
    package var intentReference: String { "refs/lockstep/\(MessageText.referenceName(environment))/intent" }

    /// Where the announcements are kept that this clone settled, each as a reference of its own. They are not below
    /// `refs/lockstep/`, where what is announced stands.
    private func settledReference(_ revision: String) -> String {
        "refs/lockstep-settled/\(MessageText.referenceName(environment))/\(revision)"
    }

    private static let intentFile = "intent.json"

    /// Announces an apply; only one can be announced at a time.
    ///
    /// Of a shared ledger the announcement is pushed create-only, which is the lock that other clones see. Only once it
    /// is there is the remote's tip looked at again: nobody but the holder may move it from then on.
    ///
    /// - Returns: The revision that ``removeIntent(_:)`` expects.
    /// - Throws: `intentExists` with its holder, `raced` when the shared ledger moved on since the plan was made, `remote`,
    ///   and what ``checkWritable(at:)`` throws.
    package func announce(_ intent: LedgerIntent, at time: LedgerTime) async throws(LedgerError) -> String {
        try await checkWritable(at: time)
        return try await LedgerError.unify {
            if let present = try await announcedIntent() { throw inTheWay(present) }
            let bytes = intent.bytes(
                projectID: projectID, environment: environment, isShared: isShared,
                nonce: String(UInt64.random(in: .min ... .max), radix: 16))
            let tree = try await git.writeTree(base: nil, edits: [Self.intentFile: .write(bytes)])
            let identity = try await git.commitIdentity(at: time.gitTime)
            let subject = "Announce \(counted(intent.changes.count, "change")) to \(MessageText.line(environment))"
            let message = "\(subject)\n\nLockstep-Plan: \(MessageText.line(intent.plan))\n"
            let id = try await write(
                CommitDraft(tree: tree, parents: [], identity: identity, message: message))
            do {
                try await git.publish(id, to: intentReference, expecting: nil, note: subject)
            } catch let error as GitError where error.code == .raced {
                guard let present = try await announcedIntent() else { throw error }
                throw inTheWay(present)
            }
            try await share(id, plannedOn: intent.ledger)
            return id.hex
        }
    }

    /// Makes an announcement known to the other clones, and takes it back where another one was faster.
    private func share(_ id: CommitID, plannedOn ledger: String?) async throws {
        guard let remote else { return }
        let failure = try await remote.push(
            id, to: intentReference, expecting: nil, purpose: "announce the apply")
        let seen = try await remote.state(branch: reference, intent: intentReference)
        guard seen.intent != nil else { throw failure }
        guard seen.intent == id else {
            try await settle(id.hex)
            throw raced(ledger)
        }
        guard seen.tip?.hex == ledger else {
            try await removeIntent(id.hex)
            throw raced(ledger)
        }
    }

    /// The apply that was announced and neither finished nor recovered; nil where there is none.
    package func announcedIntent() async throws(LedgerError) -> AnnouncedIntent? {
        try await LedgerError.unify {
            try await intent(at: git.reference(intentReference))
        }
    }

    /// What an announcement, here or at the remote, means to whoever wants to write next.
    ///
    /// - Parameter pull: What the remote said; nil for a ledger that is not shared, or was not asked for.
    package func standing(_ pull: LedgerPull?) async throws(LedgerError) -> IntentStanding {
        let local = try await announcedIntent()
        let isSettled = try await LedgerError.unify {
            guard let there = pull?.intent else { return false }
            return try await git.reference(settledReference(there.revision)) != nil
        }
        return .of(local: local, pull: pull, isSettled: isSettled)
    }

    /// Reads the announcement that a commit is.
    func intent(at id: CommitID?) async throws -> AnnouncedIntent? {
        guard let id else { return nil }
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

    /// Removes an announcement, at the remote first and then here, if it is still the one that the caller knows.
    ///
    /// - Throws: `noIntent` when there is none any more, or another one; `remote`.
    package func removeIntent(_ revision: String) async throws(LedgerError) {
        guard let remote, let id = CommitID(hex: revision) else { return try await forgetIntent(revision) }
        let failure = try await remote.push(
            nil, to: intentReference, expecting: id, purpose: "take the announcement back")
        guard try await remote.state(branch: reference, intent: intentReference).intent != id else { throw failure }
        guard try await announcedIntent()?.revision == revision else { return }
        try await forgetIntent(revision)
    }

    /// Removes an announcement from this clone alone.
    ///
    /// - Throws: `noIntent` when there is none any more, or another one.
    package func forgetIntent(_ revision: String) async throws(LedgerError) {
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

    /// Removes a settled announcement from this clone, upon which nobody writes any more, and remembers it: a `git push`
    /// outlives the run that started it, and a remote whatever cut the push short, so that it may still arrive there.
    ///
    /// None is ever forgotten, since nothing tells how late one may be; each is one small commit.
    ///
    /// - Throws: `noIntent` when there is none any more, or another one.
    package func settle(_ revision: String) async throws(LedgerError) {
        try await LedgerError.unify {
            guard let id = CommitID(hex: revision) else { return }
            let name = settledReference(revision)
            let present = try await git.reference(name)
            try await git.publish(id, to: name, expecting: present, note: "settle an announcement")
        }
        try await forgetIntent(revision)
    }

    /// Why an id does not name the announcement that is there, if any.
    package func noIntent(named id: String, present: AnnouncedIntent?) -> LedgerError {
        guard let present else { return LedgerError(.noIntent, environment, "no apply is announced") }
        return LedgerError(
            .noIntent, environment,
            "the apply that is announced is \(present.revision.prefix(12)), not \(id): \(present.intent.holder)",
            hints: ["if that one died: lockstep unlock \(present.revision.prefix(12))"], holder: present.intent.holder)
    }

    /// Why nothing may be written while an apply is announced, and what can be done about it.
    package func inTheWay(_ present: AnnouncedIntent) -> LedgerError {
        LedgerError(
            .intentExists, environment, "another apply was announced and is not finished: \(present.intent.holder)",
            hints: [
                "wait for it: --lock-timeout SECONDS",
                isShared
                    ? "if it died: lockstep unlock \(present.revision.prefix(12))"
                    : "if it died, the next apply recovers it",
            ],
            holder: present.intent.holder)
    }
}
