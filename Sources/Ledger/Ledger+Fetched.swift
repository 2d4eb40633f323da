import GitStore

extension Ledger {
    /// A branch of a remote, as it was fetched last, that has revisions which the ledger of this clone lacks.
    package struct Fetched: Sendable, Hashable {
        package var remote: String

        /// Whether this clone has a ledger branch of its own at all.
        package var hasLocal: Bool
    }

    /// Where newer revisions were fetched to, such as `origin/lockstep/prod` by `git fetch` or `git clone`, which leave the
    /// ledger's own branch as it is; nil where this clone's is as new as it knows.
    package func fetched() async throws(LedgerError) -> Fetched? {
        try await LedgerError.unify {
            let local = try await git.reference(reference)
            let folder = "refs/remotes/"
            let tips = try await git.references(under: folder).filter { $0.key.hasSuffix("/" + branch) }
            for (name, tip) in tips.sorted(by: { $0.key < $1.key }) where tip != local {
                let remote = String(name.dropFirst(folder.count).dropLast(branch.count + 1))
                guard let local else { return Fetched(remote: remote, hasLocal: false) }
                // In a shallow clone it may not be known; then nothing is said.
                if (try? await git.isOrDescends(tip, from: local)) == true {
                    return Fetched(remote: remote, hasLocal: true)
                }
            }
            return nil
        }
    }
}
