import Planning

/// Where the declarations stand in the user's own history.
package struct SourceState: Sendable, Hashable {
    /// The commit that is checked out; nil in a repository without commits.
    package var commit: String?

    /// What `git status` says about the files below the project that differ from that commit; nothing for a clean tree.
    package var changes: [String]

    /// Whether files below the project differ from that commit.
    package var isDirty: Bool { !changes.isEmpty }
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
        return SourceState(
            commit: head.succeeded ? head.line : nil, changes: status.output.split(separator: "\n").map(String.init))
    }
}
