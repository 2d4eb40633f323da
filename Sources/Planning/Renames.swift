import SyncModel

extension Planner {
    /// Marks the halves of renames: what is to be under a new path and what goes away under the old ones.
    ///
    /// An item that keeps its name in Airflow moved with its base path; under another name the desired state says so.
    /// Whatever the plan says about the new half, whether it is written, refused or left out, every old half belongs to it,
    /// so that none goes before the new one is there.
    static func pairRenames(
        _ changes: inout [PlannedChange], _ desired: DesiredState, _ observed: ObservedState, _ applied: AppliedState
    ) {
        let leavingChanges = changes.filter { isLeaving($0.action) }
        var leaving = Dictionary(grouping: leavingChanges, by: \.id)
        let byPath = Dictionary(leavingChanges.map { ($0.path, $0) }) { first, _ in first }
        var newPaths: [ItemPath: ItemPath] = [:]
        for (index, change) in changes.enumerated() where isArriving(change, observed, applied) {
            let renamed = desired.renames[change.path].flatMap { byPath[$0] }
            guard let old = leaving.removeValue(forKey: change.id) ?? renamed.map({ [$0] }) else { continue }
            changes[index].renamedFrom = old.first?.path
            for half in old { newPaths[half.path] = change.path }
        }
        for index in changes.indices {
            changes[index].renamedTo = newPaths[changes[index].path]
        }
    }

    private static func isLeaving(_ action: PlanAction) -> Bool {
        action == .delete || action == .orphan
    }

    /// Whether an item is wanted where nothing was applied yet, or where what was applied is gone.
    private static func isArriving(
        _ change: PlannedChange, _ observed: ObservedState, _ applied: AppliedState
    ) -> Bool {
        guard change.action != .unmanaged else { return false }
        return applied.records[change.path] == nil || (change.after != nil && observed[change.path] == .absent)
    }
}
