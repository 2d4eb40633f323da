package import SyncModel

/// The answer for every item of one environment, in the order of names.
package struct Plan: Hashable, Sendable, Codable {
    package var changes: [PlannedChange]
    package var policy: PlanPolicy

    /// How many items the ledger records, the base of every share.
    package var recorded: Int

    /// Limits that the plan exceeds, whether or not `--force` lifts them.
    package var breaches: [LimitBreach]

    package init(changes: [PlannedChange], policy: PlanPolicy = PlanPolicy(), recorded: Int = 0) {
        self.changes = changes
        self.policy = policy
        self.recorded = recorded
        breaches = policy.limits.breaches(by: changes, recorded: recorded)
    }

    /// What an apply carries out or records.
    package var pending: [PlannedChange] { changes.filter(\.action.isPending) }

    /// The changes a reviewer decides about and a saved plan binds.
    package var material: [PlannedChange] { changes.filter { !$0.action.isImmaterial } }

    package var summary: PlanSummary { PlanSummary(changes) }

    package func change(at path: ItemPath) -> PlannedChange? {
        changes.first { $0.path == path }
    }
}

/// How many items each action has.
package struct PlanSummary: Hashable, Sendable {
    private var counts: [PlanAction: Int] = [:]

    package init(_ changes: [PlannedChange] = []) {
        for change in changes { counts[change.action, default: 0] += 1 }
    }

    package subscript(action: PlanAction) -> Int { counts[action] ?? 0 }

    package static func += (sum: inout PlanSummary, other: PlanSummary) {
        sum.counts.merge(other.counts, uniquingKeysWith: +)
    }

    /// Whether an apply would have anything to do.
    package var hasPending: Bool { PlanAction.allCases.contains { $0.isPending && self[$0] > 0 } }
}
