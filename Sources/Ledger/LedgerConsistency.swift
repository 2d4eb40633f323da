import SyncModel

/// The rule that binds the message of a ledger commit to its tree; kept by every append, checked by every verification.
enum LedgerConsistency {
    /// Says what is told but was not done, or done but is not told; nil where message and tree agree.
    ///
    /// - Parameter effects: What happened to records, by item.
    static func contradiction(
        changes: [LedgerChange], outcome: LedgerOutcome, effects: [ItemPath: RecordEffect]
    ) -> String? {
        var told: [ItemPath: Bool] = [:]
        for change in changes where change.result == .done {
            guard let leavesRecord = change.action.leavesRecord else { continue }
            guard told.updateValue(leavesRecord, forKey: change.path) == nil else {
                return "\(change.path) is told twice"
            }
        }
        // Of an update that failed halfway, the record says which half is there.
        let failed = Set(changes.filter { $0.result == .failed && $0.action == .update }.map(\.path))
        for (path, effect) in effects.sorted(by: { $0.key < $1.key }) {
            switch (effect, told[path]) {
            case (.written, true), (.unchanged, _), (.removed, false): continue
            case (.written, nil) where outcome == .rekey || failed.contains(path): continue
            case (.written, _): return "the record of \(path) was written, and the message does not say so"
            case (.removed, _): return "the record of \(path) was removed, and the message does not say so"
            }
        }
        for (path, leavesRecord) in told.sorted(by: { $0.key < $1.key }) where effects[path] == nil {
            return "the message says that \(path) was \(leavesRecord ? "written" : "removed"), and it was not"
        }
        return nil
    }
}
