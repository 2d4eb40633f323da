import GitStore
package import SyncModel

/// The record of what was applied to one environment: a branch of its own, one file an item, one sealed commit an apply.
///
/// The tip alone says what is ours (``appliedState(at:)``), an apply announces itself before its first write
/// (``announce(_:at:)``) and is recorded by one more commit (``append(_:key:at:)``). A commit becomes visible in a single
/// step that fails when somebody else was faster. The user's branch, index and work tree are never touched.
package struct Ledger: Sendable {
    package let repository: LedgerRepository
    package let branch: String
    package let environment: String
    package let projectID: String
    let signer: CommitSigner?
    let remote: LedgerRemote?

    var git: GitRepository { repository.git }
    var reference: String { "refs/heads/" + branch }

    /// Opens the ledger of an environment, whether it has been begun or not.
    ///
    /// - Throws: `notALedger`, `anotherProject`, `anotherEnvironment` or `unknownVersion` for a branch that is something
    ///   else; `branchInTheWay` for a name that another branch makes impossible.
    package static func open(
        _ repository: LedgerRepository, branch: String, environment: String, projectID: String,
        signer: CommitSigner? = nil, remote: LedgerRemote? = nil
    ) async throws(LedgerError) -> Ledger {
        let ledger = Ledger(
            repository: repository, branch: branch, environment: environment, projectID: projectID, signer: signer,
            remote: remote)
        try await LedgerError.unify {
            guard try await ledger.tip() == nil else { return }
            try await ledger.checkName()
        }
        return ledger
    }

    /// The newest revision; nil before the first apply.
    package func revision() async throws(LedgerError) -> String? {
        try await LedgerError.unify { try await git.reference(reference)?.hex }
    }

    /// Everything the ledger says is ours, from the newest revision or from the one that is named.
    ///
    /// - Throws: `damaged` when anything at all cannot be read; a part of a ledger is never taken for the whole.
    package func appliedState(at revision: String? = nil) async throws(LedgerError) -> AppliedState {
        try await LedgerError.unify {
            let commit: GitCommit
            if let revision {
                commit = try await git.commit(resolve(revision))
            } else {
                guard let tip = try await tip() else { return AppliedState() }
                commit = tip.commit
            }
            let root = try await root(of: commit)
            let records = try await records(of: commit, keyID: root.keyID)
            return AppliedState(revision: commit.id.hex, keyID: root.keyID, records: records, holds: root.holds)
        }
    }

    /// What the newest commit says about where it came from and went to; nil before the first apply.
    package func lastContext() async throws(LedgerError) -> LedgerContext? {
        try await LedgerError.unify {
            try await tip().flatMap { LedgerMessage(parsing: $0.commit.message)?.context }
        }
    }

    /// Makes sure that the ledger can be written to, before anything is announced.
    ///
    /// - Throws: `branchCheckedOut`, `missingIdentity`.
    package func checkWritable(at time: LedgerTime) async throws(LedgerError) {
        try await LedgerError.unify {
            _ = try await git.commitIdentity(at: time.gitTime)
            try await checkNotCheckedOut()
        }
    }

    /// Moving a branch below a work tree would make its files look like changes.
    func checkNotCheckedOut() async throws {
        guard let workTree = try await git.workTrees(using: reference).first else { return }
        throw LedgerError(
            .branchCheckedOut, branch, "the ledger's branch is checked out in \(workTree)",
            hints: ["check out another branch there: git -C \(workTree) checkout <branch>"])
    }

    private func checkName() async throws {
        guard let other = try await git.conflict(withReference: reference) else { return }
        let name = other.hasPrefix("refs/heads/") ? String(other.dropFirst("refs/heads/".count)) : other
        throw LedgerError(
            .branchInTheWay, branch, "the branch “\(name)” makes a branch of this name impossible",
            hints: ["rename it: git branch -m \(name) <name>", "or choose another `ledger.branch`"])
    }
}

extension Ledger {
    /// The newest commit with its root file; nil before the first apply.
    func tip() async throws -> (commit: GitCommit, root: LedgerRoot)? {
        guard let id = try await git.reference(reference) else { return nil }
        let commit = try await git.commit(id)
        return (commit, try await root(of: commit))
    }

    /// Reads the root file of a commit and makes sure that it is ours.
    func root(of commit: GitCommit) async throws -> LedgerRoot {
        guard let file = try await git.file(at: LedgerRoot.fileName, in: commit.tree) else {
            throw LedgerError(
                .notALedger, branch, "this branch exists and is not a ledger", hints: ["choose another `ledger.branch`"]
            )
        }
        let reading: LedgerRoot.Reading
        do {
            reading = try LedgerRoot.read(try await git.blob(file.blob))
        } catch let problem as JSONReader.Problem {
            throw damaged(LedgerRoot.fileName, in: commit.id, problem)
        }
        guard case .root(let root) = reading else { throw unknownVersion(reading) }
        guard root.projectID == projectID else {
            throw LedgerError(
                .anotherProject, branch, "this is the ledger of the project “\(root.projectID)”, not of “\(projectID)”",
                hints: [
                    "choose another `ledger.branch`, or set `project.id` to \(root.projectID) if it is the same project"
                ])
        }
        guard root.environment == environment else {
            throw LedgerError(
                .anotherEnvironment, branch, "this is the ledger of the environment “\(root.environment)”",
                hints: ["give each environment its own `ledger.branch`"])
        }
        return root
    }

    private func unknownVersion(_ reading: LedgerRoot.Reading) -> LedgerError {
        let version = if case .unknownVersion(let version) = reading { "\(version)" } else { "" }
        return LedgerError(
            .unknownVersion, branch, "this ledger has the format \(version), which this version does not know",
            hints: ["use the version of Lockstep that wrote it, or a later one"])
    }

    /// Reads every record of a commit.
    func records(of commit: GitCommit, keyID: String) async throws -> [ItemPath: AppliedRecord] {
        let result = try await git.mapFiles(in: commit.tree) { file, bytes throws(RecordProblem) in
            try file.path == LedgerRoot.fileName ? nil : Self.record(file, bytes, keyID: keyID)
        }
        switch result {
        case .success(let records):
            return Dictionary(records.compactMap { $0.map { ($0.path, $0) } }, uniquingKeysWith: { first, _ in first })
        case .failure(let problem): throw damaged(problem.file, in: commit.id, problem.problem)
        }
    }

    /// Reads one record and makes sure that it is where it belongs and was made with the ledger's key.
    static func record(
        _ file: GitFile, _ bytes: UnsafeRawBufferPointer, keyID: String
    ) throws(RecordProblem) -> AppliedRecord {
        func problem(_ message: String) -> RecordProblem {
            RecordProblem(file: file.path, problem: JSONReader.Problem(offset: 0, message: message))
        }
        guard file.isRegular else { throw problem("not an ordinary file") }
        guard let path = RecordPath.decode(file.path) else { throw problem("not the name of a record") }
        let found: (record: AppliedRecord, keyID: String)
        do {
            found = try LedgerRecord.decode(bytes)
        } catch {
            throw RecordProblem(file: file.path, problem: error)
        }
        guard found.record.path == path else { throw problem("the record of another item") }
        guard found.keyID == keyID else { throw problem("made with another key than the ledger's") }
        return found.record
    }

    func damaged(_ file: String, in commit: CommitID, _ problem: JSONReader.Problem) -> LedgerError {
        LedgerError(
            .damaged, branch,
            "\(file) in \(commit.hex.prefix(12)) cannot be read: \(problem.message) (byte \(problem.offset))",
            hints: ["run: lockstep verify"])
    }

    /// The commit that a revision names, if it belongs to this ledger.
    func resolve(_ revision: String) async throws -> CommitID {
        guard let id = try await git.resolveCommit(revision), let tip = try await git.reference(reference) else {
            throw unknown(revision)
        }
        do {
            guard try await git.isOrDescends(tip, from: id) else { throw unknown(revision) }
        } catch let error as GitError where error.code == .shallow {
            throw unknown(revision)
        }
        return id
    }

    func unknown(_ revision: String) -> LedgerError {
        LedgerError(.unknownRevision, revision, "no revision of the ledger \(branch)", hints: ["run: lockstep log"])
    }
}

/// A file of the ledger that is not what it should be.
struct RecordProblem: Error {
    var file: String
    var problem: JSONReader.Problem
}
