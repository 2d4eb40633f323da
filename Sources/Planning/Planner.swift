package import SyncModel

/// Decides what to do about every item from what is declared, what Akeyless holds and what was last applied.
///
/// Total and pure: every combination of states has exactly one answer, and equal inputs give equal plans. What is not
/// known is never guessed: it becomes an `error` or `unknown` item, and such items are never written.
package enum Planner {
    /// Makes the plan.
    ///
    /// - Parameters:
    ///   - identify: What an item that is neither declared nor recorded would be called, for reports.
    ///   - settled: Answers for items that someone else decides about: another owner, or nobody because their source is
    ///     not known. They are taken as they are, and are never pending.
    package static func plan(
        desired: DesiredState, observed: ObservedState, applied: AppliedState, policy: PlanPolicy,
        identify: (ItemPath) -> EntryID? = { _ in nil }, settled: [ItemPath: PlannedChange] = [:]
    ) -> Plan {
        let paths = Set(desired.entries.keys).union(applied.records.keys).union(observed.items.keys)
            .union(settled.keys)
        var changes = paths.compactMap { path -> PlannedChange? in
            if let answer = settled[path], !answer.action.isRecorded { return answer }
            let item = ItemStates(path, desired: desired, observed: observed, applied: applied)
            guard item.isOurs else { return unmanaged(item, identify(path)) }
            return Decision(item: item, policy: policy).change()
        }
        changes.sort(by: isBefore)
        pairRenames(&changes, desired, observed, applied)
        return Plan(changes: changes, policy: policy, recorded: applied.records.count)
    }

    private static func unmanaged(_ item: ItemStates, _ id: EntryID?) -> PlannedChange? {
        guard case .present(let present) = item.observation else { return nil }
        return PlannedChange(
            .unmanaged, id: id, path: item.path, reason: ChangeReason(.notOurs), precondition: present.row)
    }

    /// Teams after the shared entries, kinds together, nameless items last.
    private static func isBefore(_ a: PlannedChange, _ b: PlannedChange) -> Bool {
        switch (a.id, b.id) {
        case (let x?, let y?) where x != y: x < y
        case (_?, nil): true
        case (nil, _?): false
        default: a.path < b.path
        }
    }
}

/// The three states of one path, side by side.
struct ItemStates {
    var path: ItemPath
    var desired: DesiredEntry?
    var record: AppliedRecord?
    var observation: Observation
    var hold: Fingerprint?

    init(_ path: ItemPath, desired: DesiredState, observed: ObservedState, applied: AppliedState) {
        self.path = path
        self.desired = desired.entries[path]
        record = applied.records[path]
        observation = observed[path]
        hold = applied.holds[path]
    }

    /// Whether a declaration or the ledger makes this item our business.
    var isOurs: Bool { desired != nil || record != nil }

    var id: EntryID? { desired?.id ?? record?.id }
}
