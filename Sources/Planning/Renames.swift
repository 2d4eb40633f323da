import SyncModel

extension Planner {
    /// Marks the halves of renames: what appears under a new path and what goes away under the old one.
    ///
    /// An item that keeps its name in Airflow moved with its base path. Any other rename is a hint of the caller, who
    /// holds the key and can make the new declaration's fingerprint for the old path; hints that do not fit are ignored.
    static func pairRenames(_ changes: inout [PlannedChange], hints: [ItemPath: ItemPath]) {
        let leaving = changes.filter { isLeaving($0.action) }
        guard !leaving.isEmpty else { return }
        let leavingByPath = Dictionary(leaving.map { ($0.path, $0) }) { first, _ in first }
        let movedByID = Dictionary(grouping: leaving) { $0.id }
        var newPaths: [ItemPath: ItemPath] = [:]
        for index in changes.indices where isArriving(changes[index].action) {
            let change = changes[index]
            let moved = movedByID[change.id].flatMap { $0.count == 1 ? $0[0] : nil }
            guard let old = hints[change.path].flatMap({ leavingByPath[$0] }) ?? moved, newPaths[old.path] == nil,
                old.id?.kind == change.id?.kind
            else { continue }
            changes[index].renamedFrom = old.path
            newPaths[old.path] = change.path
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
