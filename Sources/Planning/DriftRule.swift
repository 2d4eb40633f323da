package import SyncModel

/// What the project file says about changes that others make to some items.
package struct DriftRule: Hashable, Sendable, Codable {
    package enum Answer: String, Codable, Sendable {
        /// Call it drift, and leave it until someone decides.
        case report

        /// Replace it by what is declared, as `--overwrite-drift` does.
        case overwrite

        /// Leave it, and do not call it drift.
        case ignore
    }

    package var glob: Glob
    package var answer: Answer

    package init(glob: Glob, answer: Answer) {
        self.glob = glob
        self.answer = answer
    }
}

extension PlanPolicy {
    /// The answer for an item: that of the last rule that names it.
    func driftRule(for id: EntryID?, at path: ItemPath) -> DriftRule.Answer {
        drift.last { $0.glob.matches(id, at: path) }?.answer ?? .report
    }
}
