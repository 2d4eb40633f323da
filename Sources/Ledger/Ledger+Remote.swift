import GitStore

/// How the ledger of this clone stands to the remote's after a pull.
package struct LedgerPull: Sendable, Hashable {
    /// Whether this clone has revisions that the remote lacks, as before the ledger was shared.
    package var isAhead: Bool

    /// What is announced at the remote, by whichever clone.
    package var intent: AnnouncedIntent?

    package init(isAhead: Bool, intent: AnnouncedIntent?) {
        self.isAhead = isAhead
        self.intent = intent
    }
}

extension Ledger {
    /// Whether several clones share this ledger through a remote.
    package var isShared: Bool { remote != nil }

    /// How often a pull that meets a moving remote is begun again.
    private static let attempts = 5

    /// Takes over what the remote has: moves the branch of this clone forward, and reads what is announced there.
    ///
    /// - Returns: Nil for a ledger that is not shared.
    /// - Throws: `remote` when git cannot reach it, `diverged` when each side has revisions that the other lacks, and
    ///   what ``open(_:branch:environment:projectID:signer:remote:)`` says of a branch that is not this ledger.
    @discardableResult
    package func pull() async throws(LedgerError) -> LedgerPull? {
        guard let remote else { return nil }
        return try await LedgerError.unify {
            for _ in 0..<Self.attempts {
                if let pull = try await pullOnce(from: remote) { return pull }
            }
            throw LedgerError(.raced, remote.name, "the ledger at the remote keeps moving", hints: ["run it again"])
        }
    }

    /// One try; nil where something moved meanwhile, here or at the remote.
    private func pullOnce(from remote: LedgerRemote) async throws -> LedgerPull? {
        let state = try await remote.state(branch: reference, intent: intentReference)
        guard try await bring(state, from: remote), let isAhead = try await follow(state.tip, of: remote) else {
            return nil
        }
        return LedgerPull(isAhead: isAhead, intent: try await intent(at: state.intent))
    }

    /// Gives the remote the revisions that it lacks.
    ///
    /// - Throws: `raced` when another clone was faster.
    package func share() async throws(LedgerError) {
        guard let remote else { return }
        try await LedgerError.unify {
            let there = try await remote.state(branch: reference, intent: intentReference).tip
            guard let tip = try await git.reference(reference), tip != there else { return }
            try await push(tip, expecting: there)
        }
    }

    /// Pushes a revision, which makes it part of the shared ledger.
    func push(_ revision: CommitID, expecting expected: CommitID?) async throws(LedgerError) {
        guard let remote else { return }
        let failure = try await remote.push(
            revision, to: reference, expecting: expected, purpose: "push the ledger")
        let tip = try await remote.state(branch: reference, intent: intentReference).tip
        guard tip != revision else { return }
        throw tip == expected ? failure : raced(expected?.hex)
    }

    /// Makes sure that the objects of the remote's references are here; false if they moved meanwhile.
    private func bring(_ state: LedgerRemote.State, from remote: LedgerRemote) async throws -> Bool {
        let missing = await missing(of: state)
        guard !missing.isEmpty else { return true }
        do {
            try await remote.fetch(missing)
        } catch {
            // A reference that went away between the two questions is no failure.
            let now = try await remote.state(branch: reference, intent: intentReference)
            guard now != state else { throw error }
            return false
        }
        return await self.missing(of: state).isEmpty
    }

    /// The references of the remote whose commits are not here.
    private func missing(of state: LedgerRemote.State) async -> [String] {
        func isMissing(_ id: CommitID?) async -> Bool {
            guard let id else { return false }
            return await !git.contains(id)
        }
        let missing = (await isMissing(state.tip), await isMissing(state.intent))
        return (missing.0 ? [reference] : []) + (missing.1 ? [intentReference] : [])
    }

    /// Moves the branch of this clone forward to the remote's tip.
    ///
    /// - Returns: Whether this clone is ahead; nil if the branch was moved by another process meanwhile.
    private func follow(_ tip: CommitID?, of remote: LedgerRemote) async throws -> Bool? {
        let local = try await git.reference(reference)
        guard let tip else { return local != nil }
        guard tip != local else { return false }
        if let local {
            if try await git.isOrDescends(local, from: tip) { return true }
            guard try await git.isOrDescends(tip, from: local) else { throw diverged(local, tip, remote) }
        }
        _ = try await root(of: git.commit(tip))
        try await checkNotCheckedOut()
        return try await move(from: local, to: tip, note: "pull from \(remote.name)") ? false : nil
    }

    /// Moves the branch; false if another process was faster.
    private func move(from local: CommitID?, to tip: CommitID, note: String) async throws -> Bool {
        do {
            try await git.publish(tip, to: reference, expecting: local, note: note)
            return true
        } catch {
            guard error.code == .raced else { throw error }
            return false
        }
    }

    private func diverged(_ local: CommitID, _ tip: CommitID, _ remote: LedgerRemote) -> LedgerError {
        LedgerError(
            .diverged, branch,
            "this clone's ledger ends at \(local.hex.prefix(12)), the remote's at \(tip.hex.prefix(12)), and neither has"
                + " the other's revisions",
            hints: [
                "compare them: git log --oneline --left-right \(local.hex.prefix(12))...\(tip.hex.prefix(12))",
                "to take the remote's: git branch -f \(branch) \(tip.hex.prefix(12))",
            ])
    }
}
