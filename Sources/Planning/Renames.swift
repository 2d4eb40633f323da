import SyncModel

extension Planner {
    /// Marks the halves of renames: what appears under a new path and what goes away under the old one.
    ///
    /// An item that keeps its name in Airflow moved with its base path. Under another name the new item is just new:
    /// fingerprints cannot tell, because each is bound to its path.
    static func pairRenames(_ changes: inout [PlannedChange]) {
        let leaving = Dictionary(grouping: changes.filter { isLeaving($0.action) }, by: \.id)
        var newPaths: [ItemPath: ItemPath] = [:]
        for index in changes.indices where isArriving(changes[index].action) {
            let change = changes[index]
            guard let old = leaving[change.id], old.count == 1, newPaths[old[0].path] == nil else { continue }
            changes[index].renamedFrom = old[0].path
            newPaths[old[0].path] = change.path
        }
        for index in changes.indices {
            changes[index].renamedTo = newPaths[changes[index].path]
        }
    }

    private static func isLeaving(_ action: PlanAction) -> Bool {
        action == .delete || action == .orphan
    }

    private static func isArriving(_ action: PlanAction) -> Bool {
        action == .create || action == .adopt || action == .conflict || action == .unknown
    }
}
