package import SyncModel

extension AppliedState {
    /// What was applied, as if it were declared: planned against it, whatever differs in Akeyless is drift, and what an
    /// earlier revision recorded can be planned for again.
    package var asDesired: DesiredState {
        DesiredState(
            entries: records.mapValues { record in
                DesiredEntry(
                    id: record.id, path: record.path, source: record.source ?? SourceLocation(file: "ledger"),
                    fingerprint: record.fingerprint, rule: record.rule, connType: record.connType)
            })
    }
}
