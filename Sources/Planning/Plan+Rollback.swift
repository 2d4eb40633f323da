package import SyncModel

extension Plan {
    /// The plan in the words of a rollback.
    ///
    /// It was made with what a revision recorded in the place of declarations; what cannot be restored is an error.
    ///
    /// - Parameter obstacles: Why an item's recorded value is not to be had any more.
    package func asRollback(obstacles: [ItemPath: String]) -> Plan {
        let changes = changes.map { change in
            var change = change
            // What a record leaves out may as well have been a kept field; the project file of today says nothing of it.
            change.ignoredFields = nil
            // An obstacle on what looks equal is a field that the record does not cover.
            if change.action.isWrite || change.action == .adopt, let why = obstacles[change.path] {
                (change.action, change.reason) = (.error, ChangeReason(.notRestorable, detail: why))
            } else {
                change.reason.code = change.reason.code.inRollback
            }
            return change
        }
        return Plan(changes: changes, policy: policy, recorded: recorded)
    }
}

extension ChangeReason.Code {
    /// Where the wording speaks of a declaration, the one that speaks of the revision.
    fileprivate var inRollback: Self {
        switch self {
        case .new, .edited, .recreated: .rolledBack
        case .removed: .notInRevision
        default: self
        }
    }
}

extension Plan {
    /// What carrying the plan out rejects: each item's present state, which the next apply must not bring back.
    ///
    /// - Parameters:
    ///   - target: What the rollback goes back to.
    ///   - applied: What the ledger records now.
    package func rejections(target: DesiredState, applied: AppliedState) -> [ItemPath: Fingerprint] {
        var holds: [ItemPath: Fingerprint] = [:]
        for change in pending {
            let (wanted, present) = (target.entries[change.path], applied.records[change.path])
            guard wanted?.fingerprint.whole != present?.fingerprint.whole else { continue }
            holds[change.path] = present?.fingerprint.whole ?? .absence
        }
        return holds
    }
}
