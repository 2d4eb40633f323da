import GitStore
package import SyncModel

extension Ledger {
    /// Looks through the ledger from its beginning and stops at the first revision that is wrong.
    ///
    /// Each revision has one parent, a root file of this project, a message of ours that tells exactly what happened to
    /// the tree, records that are whole and where they belong, and a seal over all of it and over its predecessor.
    ///
    /// - Parameters:
    ///   - keys: The ledger's key, and older ones where they are still known; seals of other keys are counted, not
    ///     checked. Without a key only the structure is checked.
    ///   - current: The id of the key that the newest revision must have been sealed with; nil where that is not known.
    ///   - revision: Where to stop; nil for the tip.
    ///   - newest: Looks at so many revisions only, the newest ones; nil for all.
    ///   - signatures: What is wrong with the signature of each revision, nil where it is good; nil asks for none.
    package func verify(
        keys: [FingerprintKey] = [], current: String? = nil, upTo revision: String? = nil, newest: Int? = nil,
        signatures: [String: String?]? = nil
    ) async throws(LedgerError) -> LedgerVerification {
        try await LedgerError.unify {
            let known = Dictionary(keys.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            var result = LedgerVerification()
            let start = try await revision == nil ? git.reference(reference) : resolve(revision ?? "")
            guard let start else { return result }
            result.tip = start.hex
            do {
                let commits = try await line(from: start, newest: newest, into: &result)
                try await check(commits, keys: known, signatures: signatures, into: &result)
                if let current { try await checkKey(of: commits, current) }
            } catch let problem as LedgerVerification.Problem {
                result.problem = problem
            }
            return result
        }
    }

    /// The commits to look at, oldest first.
    private func line(
        from start: CommitID, newest: Int?, into result: inout LedgerVerification
    ) async throws -> [GitCommit] {
        var commits: [GitCommit] = []
        var next: CommitID? = start
        while let id = next, commits.count < newest ?? .max {
            let stretch = try await Self.locating(id.hex) {
                try await git.firstParents(from: id, limit: min(64, (newest ?? .max) - commits.count))
            }
            commits += stretch.commits
            result.endsAtShallowBoundary = stretch.endsAtShallowBoundary
            next = stretch.next
        }
        return commits.reversed()
    }

    private func check(
        _ commits: [GitCommit], keys: [String: FingerprintKey], signatures: [String: String?]?,
        into result: inout LedgerVerification
    ) async throws {
        var previous = try await predecessor(of: commits.first)
        for commit in commits {
            let present = try await Self.locating(commit.id.hex) { try await read(commit) }
            try await Self.locating(commit.id.hex) { try await checkStructure(of: present, after: previous) }
            try checkSeal(of: present, after: previous, keys: keys, into: &result)
            if let signatures { try checkSignature(of: commit, signatures, into: &result) }
            result.revisions += 1
            previous = present
        }
        guard let tip = previous else { return }
        try await Self.locating(tip.commit.id.hex) { try await checkFiles(of: tip) }
    }

    /// A commit sealed with a key of its own, after the last one with the key that is in force, is not ours.
    private func checkKey(of commits: [GitCommit], _ current: String) async throws {
        var wrong: (revision: String, key: String)?
        for commit in commits.reversed() {
            let key = try await root(of: commit).keyID
            guard key != current else { break }
            wrong = (commit.id.hex, key)
        }
        guard let wrong else { return }
        throw LedgerVerification.Problem(
            revision: wrong.revision, reason: .key,
            message: "it was sealed with the key \(wrong.key), and the key in force is \(current)")
    }

    /// What the oldest commit that is looked at builds upon, where that is there.
    private func predecessor(of commit: GitCommit?) async throws -> ReadCommit? {
        guard let parent = commit?.parents.first, await git.contains(parent) else { return nil }
        return try await Self.locating(parent.hex) { try await read(git.commit(parent)) }
    }

    private func checkSeal(
        of present: ReadCommit, after previous: ReadCommit?, keys: [String: FingerprintKey],
        into result: inout LedgerVerification
    ) throws {
        let revision = present.commit.id.hex
        guard present.message.seal != nil else {
            throw LedgerVerification.Problem(revision: revision, reason: .seal, message: "it has no seal")
        }
        guard let key = keys[present.root.keyID], previous != nil || present.commit.parents.isEmpty else {
            result.sealsUnchecked += 1
            return
        }
        guard LedgerSeal.isGood(present.commit, message: present.message, previous: previous?.message.seal, key: key)
        else {
            throw LedgerVerification.Problem(
                revision: revision, reason: .seal,
                message: "its seal was not made with the key \(key.id) over this revision")
        }
        result.sealsChecked += 1
        result.vouchedFor = revision
    }

    private func checkSignature(
        of commit: GitCommit, _ signatures: [String: String?], into result: inout LedgerVerification
    ) throws {
        let problem = signatures[commit.id.hex] ?? "git does not tell of a signature"
        if let problem {
            throw LedgerVerification.Problem(revision: commit.id.hex, reason: .signature, message: problem)
        }
        result.signaturesChecked += 1
    }

    /// Runs a check of one revision and gives what it finds its place.
    private static func locating<Value>(
        _ revision: String, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
    ) async throws -> Value {
        func problem(_ reason: LedgerVerification.Reason, _ message: String) -> LedgerVerification.Problem {
            LedgerVerification.Problem(revision: revision, reason: reason, message: message)
        }
        do {
            return try await body()
        } catch let finding as VerificationFinding {
            throw problem(finding.reason, finding.message)
        } catch let finding as RecordProblem {
            throw problem(.record, "\(finding.file) is \(finding.problem.message)")
        } catch let error as GitError {
            let place = error.operation == "git_commit_lookup" ? error.subject ?? revision : revision
            throw LedgerVerification.Problem(
                revision: place, reason: .unreadable,
                message: "\(error.subject ?? "an object") cannot be read: \(error.message)")
        }
    }
}
