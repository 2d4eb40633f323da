/// Where the declarations stand in the user's own history.
package struct SourceState: Sendable, Hashable {
    /// The commit that is checked out; nil in a repository without commits.
    package var commit: String?

    /// Whether files below the project differ from that commit.
    package var isDirty: Bool
}

/// How the source about to be applied relates to the one applied last.
package enum SourceOrder: Sendable, Hashable {
    /// The same commit or a descendant, or there is nothing to compare with.
    case current
    /// An ancestor of what was applied: an older checkout.
    case older
    /// On another line of history.
    case sideline
    /// The commit applied last is not in this clone.
    case lastIsMissing
}

extension UserGit {
    /// The checked-out commit and whether anything below `project` is uncommitted.
    package func sourceState() async throws -> SourceState {
        let head = try await self("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        let status = try await self("status", "--porcelain", "--untracked-files=all", "--", ".")
        guard status.succeeded else {
            throw EngineFailure(
                .failed, code: "git-status", "git status failed in \(directory)", causes: [status.talk],
                hints: ["run `git status` there and correct what it reports"])
        }
        return SourceState(commit: head.succeeded ? head.line : nil, isDirty: !status.output.isEmpty)
    }

    /// Compares the commit about to be applied with the one the ledger names.
    package func order(of commit: String?, after last: String?) async throws -> SourceOrder {
        guard let last, let commit, last != commit else { return .current }
        guard try await self("cat-file", "-e", "\(last)^{commit}").succeeded else { return .lastIsMissing }
        if try await self("merge-base", "--is-ancestor", last, commit).succeeded { return .current }
        return try await self("merge-base", "--is-ancestor", commit, last).succeeded ? .older : .sideline
    }
}
