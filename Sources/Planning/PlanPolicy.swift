package import SyncModel

/// What the user allowed a plan to contain.
package struct PlanPolicy: Hashable, Sendable, Codable {
    /// Delete what is no longer declared.
    package var prune: Bool

    /// Replace items that exist and are not ours.
    package var overwriteUnmanaged: Bool

    /// Replace what was changed outside, and create again what was deleted outside.
    package var overwriteDrift: Bool

    /// Only these items, all if empty; and not these.
    package var select: [Glob]
    package var exclude: [Glob]

    /// Items whose rollback hold is lifted.
    package var release: [Glob]

    /// What the project file says about drift; the last match decides.
    package var drift: [DriftRule]
    package var limits: SafetyLimits

    /// Lifts the limits; not part of what a plan is, because the same plan may be applied with and without.
    package var force: Bool

    package init(
        prune: Bool = false, overwriteUnmanaged: Bool = false, overwriteDrift: Bool = false, select: [Glob] = [],
        exclude: [Glob] = [], release: [Glob] = [], drift: [DriftRule] = [], limits: SafetyLimits = SafetyLimits(),
        force: Bool = false
    ) {
        self.prune = prune
        self.overwriteUnmanaged = overwriteUnmanaged
        self.overwriteDrift = overwriteDrift
        self.select = select
        self.exclude = exclude
        self.release = release
        self.drift = drift
        self.limits = limits
        self.force = force
    }

    private enum CodingKeys: String, CodingKey {
        case prune, select, exclude, release, drift, limits, force
        case overwriteUnmanaged = "overwrite_unmanaged", overwriteDrift = "overwrite_drift"
    }

    /// Why an item is left out of the plan, nil if it is in.
    package func exclusion(of id: EntryID?, at path: ItemPath) -> ChangeReason? {
        if exclude.contains(where: { $0.matches(id, at: path) }) { return ChangeReason(.excluded) }
        if select.isEmpty || select.contains(where: { $0.matches(id, at: path) }) { return nil }
        return ChangeReason(.notSelected)
    }

    func releases(_ id: EntryID?, at path: ItemPath) -> Bool {
        release.contains { $0.matches(id, at: path) }
    }

    /// The patterns among these that match no declared and no recorded item: most likely misspelt.
    package static func unmatched(_ globs: [Glob], desired: DesiredState, applied: AppliedState) -> [Glob] {
        globs.filter { glob in
            !desired.entries.values.contains { glob.matches($0.id, at: $0.path) }
                && !applied.records.values.contains { glob.matches($0.id, at: $0.path) }
        }
    }
}
