package import Planning
import SyncModel

/// What a plan must satisfy before anything is announced or written.
package enum ApplyGate {
    /// Why the plan must not be applied, nil if it may; asked before the user is, and again by the applier.
    package static func refusal(_ plan: Plan, skipConflicts: Bool) -> Refusal? {
        let unresolved = plan.changes.count { $0.action.isWrite && $0.hasUnknownFields }
        if unresolved > 0 { return .unresolvedValues(count: unresolved) }
        if !plan.breaches.isEmpty, !plan.policy.force { return .limits(plan.breaches) }
        guard !skipConflicts else { return nil }
        let summary = plan.summary
        if summary[.conflict] > 0 { return .conflicts(count: summary[.conflict]) }
        return summary[.error] > 0 ? .errors(count: summary[.error]) : nil
    }
}

/// Compares a fresh listing with what a plan assumes.
enum Preconditions {
    /// The planned items that are no longer as planned; one such item stops the apply before any write.
    static func violations(_ changes: [PlannedChange], _ listing: StoreListing) -> [StaleItem] {
        changes.compactMap { change in
            // A refresh writes nothing and is simply left out where it no longer holds.
            guard change.action.isPending else { return nil }
            return violation(change, listing[change.path])
        }
    }

    private static func violation(_ change: PlannedChange, _ now: Observation) -> StaleItem? {
        let isAbsenceExpected = change.action == .create || change.action == .forget
        switch now {
        case .unknown(let why): return StaleItem(path: change.path, kind: .unknown, detail: why)
        case .absent: return isAbsenceExpected ? nil : StaleItem(path: change.path, kind: .vanished)
        case .present(let item):
            if isAbsenceExpected { return StaleItem(path: change.path, kind: .appeared) }
            if let why = item.blocked { return StaleItem(path: change.path, kind: .blocked, detail: why) }
            if change.action == .delete || change.action == .purge, item.isDeleteProtected {
                return StaleItem(path: change.path, kind: .blocked)
            }
            return item.row == change.precondition ? nil : StaleItem(path: change.path, kind: .changed)
        }
    }
}
