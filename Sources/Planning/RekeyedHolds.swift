package import SyncModel

extension AppliedState {
    /// What a rollback rejected, under a new ledger key; that nothing is declared can be what was rejected.
    ///
    /// A hold whose declaration changed since is over. Where the old key is lost, what is declared now is taken for what
    /// was rejected.
    ///
    /// - Parameters:
    ///   - before: The declarations under the old key; nil where it is lost.
    ///   - after: The same under the new one.
    package func holds(rekeyedFrom before: DesiredState?, to after: DesiredState) -> [ItemPath: Fingerprint] {
        var rekeyed: [ItemPath: Fingerprint] = [:]
        for (path, hold) in holds {
            let declared = after.declaration(at: path)
            let isRejected =
                before.map { $0.declaration(at: path) == hold } ?? ((declared == .absence) == (hold == .absence))
            if isRejected { rekeyed[path] = declared }
        }
        return rekeyed
    }
}

extension DesiredState {
    fileprivate func declaration(at path: ItemPath) -> Fingerprint {
        entries[path]?.fingerprint.whole ?? .absence
    }
}
