package import SyncModel

/// Says which values must be read before a plan can be made, so that an unchanged environment costs no read at all.
package enum ValuesNeeded {
    /// The present items whose value decides something: the row is not the recorded one, the record is racy, there is no
    /// record, the plan would write or call it drift or conflict, or everything is to be checked.
    ///
    /// It asks the decision table itself, with the values withheld, and so can never disagree with it.
    package static func paths(
        desired: DesiredState, observed: ObservedState, applied: AppliedState, policy: PlanPolicy,
        fullRefresh: Bool = false
    ) -> Set<ItemPath> {
        let present = observed.items.filter { desired.entries[$0.key] != nil || applied.records[$0.key] != nil }
        return Set(
            present.keys.filter { path in
                var item = ItemStates(path, desired: desired, observed: observed, applied: applied)
                guard case .present(var row) = item.observation else { return false }
                row.value = nil
                item.observation = .present(row)
                let answer = Decision(item: item, policy: policy).change()
                if answer.reason.code == .valueNotRead { return true }
                return fullRefresh && isReadable(answer.action)
            })
    }

    private static func isReadable(_ action: PlanAction) -> Bool {
        switch action {
        case .error, .excluded, .held: false
        default: true
        }
    }
}
