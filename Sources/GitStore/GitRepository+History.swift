import CLibgit2

/// A stretch of history, newest first.
package struct GitHistory: Sendable {
    package var commits: [GitCommit]

    /// The commit to go on with when there is more; nil at the root and at the boundary of a shallow clone.
    package var next: CommitID?

    /// Whether it ends where a shallow clone was cut off, not at a root.
    package var endsAtShallowBoundary: Bool
}

extension GitRepository {
    /// Follows first parents from a commit, at most `limit` of them.
    package func firstParents(from start: CommitID, limit: Int) throws(GitError) -> GitHistory {
        let boundary = shallowBoundary()
        var commits: [GitCommit] = []
        var next: CommitID? = start
        while let id = next, commits.count < limit {
            let commit = try commit(id)
            commits.append(commit)
            let isCut = boundary.contains(id)
            next = isCut ? nil : commit.parents.first
            if isCut { return GitHistory(commits: commits, next: nil, endsAtShallowBoundary: true) }
        }
        return GitHistory(commits: commits, next: next, endsAtShallowBoundary: false)
    }

    /// Every commit that can be reached from some, each once and after all of its children, without opening them.
    ///
    /// The walk of libgit2 1.5 fails in a shallow clone, where it looks for parents that were never fetched; there the
    /// walk is our own and ends at the boundary.
    package func ancestors(of starts: [CommitID]) throws(GitError) -> [CommitID] {
        guard !isShallow else { return try walkShallow(from: starts) { _ in false } }
        let raw = handle.raw
        let walk = try GitHandle.make("git_revwalk_new", free: git_revwalk_free) { git_revwalk_new($0, raw) }
        try call("git_revwalk_sorting") { git_revwalk_sorting(walk.raw, GIT_SORT_TOPOLOGICAL.rawValue) }
        var oid = git_oid()
        for start in starts {
            oid = start.oid
            try call("git_revwalk_push", start.hex) { git_revwalk_push(walk.raw, &oid) }
        }
        var ids: [CommitID] = []
        while try advances("git_revwalk_next", ids.last?.hex, { git_revwalk_next(&oid, walk.raw) }) {
            ids.append(CommitID(oid))
        }
        return ids
    }

    /// Whether a commit is another one or comes after it.
    ///
    /// - Throws: `shallow` when the other commit was not met before a shallow clone ends, `notFound` for unknown commits.
    package func isOrDescends(_ commit: CommitID, from ancestor: CommitID) throws(GitError) -> Bool {
        if commit == ancestor { return true }
        guard !isShallow else {
            let met = try walkShallow(from: [commit]) { $0 == ancestor }
            if met.last == ancestor { return true }
            guard met.allSatisfy({ !shallowBoundary().contains($0) }) else { throw shallowError(ancestor.hex) }
            return false
        }
        var (a, b) = (commit.oid, ancestor.oid)
        _ = try (self.commit(commit), self.commit(ancestor))
        let raw = handle.raw
        return try call("git_graph_descendant_of", commit.hex) { git_graph_descendant_of(raw, &a, &b) } == 1
    }

    /// The first commit of a line: what is found by following first parents to the end.
    ///
    /// - Throws: `shallow` in a clone whose beginning was never fetched.
    package func firstCommit(from start: CommitID) throws(GitError) -> CommitID {
        var next = start
        while true {
            let history = try firstParents(from: next, limit: 1_024)
            guard !history.endsAtShallowBoundary else { throw shallowError(start.hex) }
            guard let following = history.next else { return history.commits.last?.id ?? next }
            next = following
        }
    }

    /// Commits that a shallow clone was cut off at: they have parents that are not here.
    package func shallowBoundary() -> Set<CommitID> {
        Set((FileSystem.lines(of: location.commonDirectory + "shallow") ?? []).compactMap { CommitID(hex: $0) })
    }

    private func walkShallow(
        from starts: [CommitID], until isWanted: (CommitID) -> Bool
    ) throws(GitError) -> [CommitID] {
        let boundary = shallowBoundary()
        var seen: Set<CommitID> = []
        var queue = starts.filter { seen.insert($0).inserted }
        var position = 0
        while position < queue.count {
            let id = queue[position]
            position += 1
            if isWanted(id) { return Array(queue[..<position]) }
            guard !boundary.contains(id) else { continue }
            for parent in try commit(id).parents where seen.insert(parent).inserted { queue.append(parent) }
        }
        return queue
    }

    private func shallowError(_ subject: String) -> GitError {
        GitError(
            .shallow, operation: "history", subject: subject,
            message: "this clone is shallow and ends before the answer",
            hint: "run: git fetch --unshallow")
    }
}
