import GitStore
import SyncModel

/// What must be so in one revision: its shape, and that its message tells what happened to its tree.
extension Ledger {
    func read(_ commit: GitCommit) async throws -> ReadCommit {
        guard commit.parents.count <= 1 else {
            throw VerificationFinding(.parents, "it has \(commit.parents.count) parents")
        }
        let root: LedgerRoot
        do {
            root = try await self.root(of: commit)
        } catch let error as LedgerError where error.underlying == nil {
            throw VerificationFinding(.root, error.message)
        }
        guard let message = LedgerMessage(parsing: commit.message) else {
            throw VerificationFinding(.message, "its message was not written by Lockstep")
        }
        guard message.environment == environment else {
            throw VerificationFinding(.message, "its message names the environment “\(message.environment)”")
        }
        return ReadCommit(commit: commit, root: root, message: message)
    }

    func checkStructure(of present: ReadCommit, after previous: ReadCommit?) async throws {
        guard let files = try await fileChanges(of: present.commit) else { return }
        try await checkRecords(files, keyID: present.root.keyID)
        let told = present.message.changes
        var effects = files.mapValues(\.effect)
        for change in told
        where change.action.leavesRecord == true && change.result == .done && effects[change.path] == nil {
            if try await blob(of: change.path, in: present.commit.tree) != nil { effects[change.path] = .unchanged }
        }
        let outcome = present.message.outcome
        if let contradiction = LedgerConsistency.contradiction(changes: told, outcome: outcome, effects: effects) {
            throw VerificationFinding(.contradiction, contradiction)
        }
        let holds = LedgerChange.holdChanges(from: previous?.root.holds ?? [:], to: present.root.holds)
        guard Set(told.filter(\.action.isAboutHold)) == Set(holds) else {
            throw VerificationFinding(.contradiction, "what is held changed, and the message does not say so")
        }
        if let previous, previous.root.keyID != present.root.keyID, outcome != .rekey {
            throw VerificationFinding(.key, "the key changed from \(previous.root.keyID) to \(present.root.keyID)")
        }
    }

    private func checkRecords(_ files: [ItemPath: RecordFileChange], keyID: String) async throws {
        let written = files.compactMap { path, change in change.after.map { (path: path, blob: $0) } }
            .sorted { $0.path < $1.path }
        let problems = try await git.mapBlobs(written.map(\.blob)) { index, bytes in
            Self.recordProblem(bytes, of: written[index].path, keyID: keyID)
        }
        if let problem = problems.compactMap(\.self).first { throw VerificationFinding(.record, problem) }
    }

    private static func recordProblem(_ bytes: UnsafeRawBufferPointer, of path: ItemPath, keyID: String) -> String? {
        do {
            let found = try LedgerRecord.decode(bytes)
            guard found.record.path == path else { return "\(path) has the record of \(found.record.path)" }
            guard found.keyID == keyID else { return "the record of \(path) was made with another key" }
            guard LedgerRecord.encode(found.record, keyID: keyID).elementsEqual(bytes) else {
                return "the record of \(path) is not written as Lockstep writes it"
            }
            return nil
        } catch {
            return "the record of \(path) cannot be read: \(error.message)"
        }
    }

    /// Reads every record of the newest revision, and makes sure that each has the name it should.
    func checkFiles(of tip: ReadCommit) async throws {
        do {
            let records = try await records(of: tip.commit, keyID: tip.root.keyID)
            let files = Set(try await git.files(in: tip.commit.tree).map(\.path)).subtracting([LedgerRoot.fileName])
            let names = Set(RecordPath.names(for: records.keys).values)
            if let wrong = files.symmetricDifference(names).min() {
                throw VerificationFinding(.record, "\(wrong) is not where a record belongs")
            }
        } catch let error as LedgerError where error.code == .damaged {
            throw VerificationFinding(.record, error.message)
        }
    }
}

/// A commit with its root file and message.
struct ReadCommit {
    var commit: GitCommit
    var root: LedgerRoot
    var message: LedgerMessage
}

/// Something wrong, before it is known where.
struct VerificationFinding: Error {
    var reason: LedgerVerification.Reason
    var message: String

    init(_ reason: LedgerVerification.Reason, _ message: String) {
        self.reason = reason
        self.message = message
    }
}
