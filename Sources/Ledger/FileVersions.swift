import GitStore

/// One version of a file, where it first appeared.
package struct FileVersion: Sendable {
    package var commit: String
    package var path: String
    package var bytes: [UInt8]
}

extension LedgerRepository {
    /// Visits every version of some files in every commit that HEAD, a branch or a tag reaches, each once, parents first.
    ///
    /// Ledger branches are passed over: they hold no declarations.
    /// - Returns: how many commits were looked at, how many versions this clone lacks, and whether it lacks older commits.
    /// - Throws: `damaged` for a commit that cannot be read.
    package func forEachVersion(
        of isWanted: @Sendable (_ path: String) -> Bool, _ visit: (FileVersion) -> Void
    ) async throws(LedgerError) -> (commits: Int, missing: Int, isCut: Bool) {
        try await LedgerError.unify {
            var seen: Set<String> = []
            var missing = 0
            let commits = try await sourceCommits()
            for id in commits {
                for (path, blob) in try await additions(of: id) where isWanted(path) {
                    guard seen.insert("\(blob.hex) \(path)").inserted else { continue }
                    guard let bytes = await bytes(of: blob) else {
                        missing += 1
                        continue
                    }
                    visit(FileVersion(commit: id.hex, path: path, bytes: bytes))
                }
            }
            return (commits.count, missing, await git.isShallow)
        }
    }

    /// All commits of the source, parents before their children.
    private func sourceCommits() async throws -> [CommitID] {
        var ends = try await git.references(under: "refs/").filter { !$0.key.hasPrefix("refs/lockstep") }
        ends["HEAD"] = try await git.resolveCommit("HEAD")
        var tips: [CommitID] = []
        for (_, end) in ends.sorted(by: { $0.key < $1.key }) {
            // A tag of a file or a folder, such as a public key, has no history.
            guard let tip = try await git.commit(behind: end) else { continue }
            let tree = try await git.commit(tip).tree
            if try await git.file(at: LedgerRoot.fileName, in: tree) == nil { tips.append(tip) }
        }
        return try await git.ancestors(of: tips).reversed()
    }

    /// The files that a commit adds or changes against its first parent.
    private func additions(of id: CommitID) async throws -> [(path: String, blob: BlobID)] {
        let commit = try await git.commit(id)
        var base: TreeID?
        if let parent = commit.parents.first, await git.contains(parent) { base = try await git.commit(parent).tree }
        return try await git.differences(from: base, to: commit.tree).compactMap { change in
            change.after.map { (change.path, $0) }
        }
    }

    /// Nil for what is no file here: a submodule, or a file that a partial clone left out.
    private func bytes(of blob: BlobID) async -> [UInt8]? {
        try? await git.blob(blob)
    }
}
