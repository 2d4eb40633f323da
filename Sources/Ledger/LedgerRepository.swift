import GitStore

/// How a commit stands to another one of the same repository.
package enum SourceRelation: Sendable, Hashable {
    case same
    /// It comes after the other.
    case newer
    /// It comes before the other.
    case older
    /// Each has commits that the other lacks.
    case sideLine
    /// This clone does not have the other commit, or ends before the answer.
    case unknown
}

/// The Git repository that holds a ledger or declarations, with the few questions that a synchronisation asks it.
///
/// It only reads; everything that is written goes through ``Ledger``.
package struct LedgerRepository: Sendable {
    let git: GitRepository

    /// Opens the repository that a folder lies in.
    ///
    /// - Parameter variables: The environment that Git's configuration and the identity of commits depend on.
    /// - Throws: `repository`, with a hint.
    package init(containing folder: String, variables: [String: String]) throws(LedgerError) {
        do {
            git = try GitRepository(containing: folder, environment: variables)
        } catch {
            throw LedgerError(error)
        }
    }

    /// The folder that all work trees share, without a final slash.
    package var commonDirectory: String { String(git.location.commonDirectory.dropLast()) }

    package var isShallow: Bool {
        get async { await git.isShallow }
    }

    /// The id of the commit that a revision names (`HEAD`, a branch, an abbreviated id); nil where there is none.
    package func commit(named revision: String = "HEAD") async throws(LedgerError) -> String? {
        try await LedgerError.unify { try await git.resolveCommit(revision)?.hex }
    }

    /// The first commit of the current line, which stands for the project as long as nobody gave it an id.
    ///
    /// - Throws: `shallow` in a clone whose beginning was never fetched.
    package func firstCommit() async throws(LedgerError) -> String? {
        try await LedgerError.unify {
            guard let head = try await git.resolveCommit("HEAD") else { return nil }
            return try await git.firstCommit(from: head).hex
        }
    }

    /// How a commit stands to the one that was applied last.
    package func relation(of commit: String, to last: String) async throws(LedgerError) -> SourceRelation {
        try await LedgerError.unify {
            guard let this = CommitID(hex: commit), let other = CommitID(hex: last) else { return .unknown }
            if this == other { return .same }
            guard await git.contains(this), await git.contains(other) else { return .unknown }
            do {
                if try await git.isOrDescends(this, from: other) { return .newer }
                return try await git.isOrDescends(other, from: this) ? .older : .sideLine
            } catch let error as GitError where error.code == .shallow {
                return .unknown
            }
        }
    }
}
