package import Planning
package import SyncModel

/// What `plan` and `apply` were asked for.
package struct PlanRequest: Sendable {
    package var select: [String] = []
    package var exclude: [String] = []
    package var release: [String] = []
    package var prune = false

    /// What may leave the trash for ever; nil for all whose days there are over.
    var purgeable: Set<ItemPath>?
    package var overwriteUnmanaged = false
    package var overwriteDrift = false

    /// Lifts the safety limits and the shrink guard, nothing else.
    package var force = false

    /// Resolves no reference; what depends on one is unknown.
    package var offlineValues = false

    /// Reads every managed value instead of trusting rows that are as recorded.
    package var refreshFull = false

    /// Lets the plan show literal values of declarations; for a terminal only.
    package var showValues = false

    package init() {}
}

/// What `apply` was asked for beside the plan's own options.
package struct ApplyCall: Sendable {
    package var plan = PlanRequest()

    /// Whose items are carried here instead of what is declared; nil for an ordinary apply.
    package var mirror: MirrorSource?

    /// The text of a saved plan, which is then applied exactly or refused.
    package var planFile: String?
    package var skipConflicts = false

    /// The revision of the ledger to go back to, instead of applying what is declared.
    package var revision: String?
    package var allowOlder = false
    package var allowDirty = false
    package var localLedger = false

    /// Whether a program rather than a person applies.
    package var isCI = false

    /// How long to wait for another run that holds the lock.
    package var lockTimeout = Duration.zero

    package init() {}
}

/// What a command was asked for that writes to the ledger without a plan.
package struct LedgerCall: Sendable {
    package var lockTimeout = Duration.zero
    package var localLedger = false

    /// Whether a program rather than a person runs the command.
    package var isCI = false

    package init() {}
}

/// Requests and time that a command took.
package struct Stats: Sendable, Hashable {
    /// Calls by endpoint, logins included.
    package var requests: [String: Int] = [:]

    /// Managed values read; the ledger's key and head are not counted.
    package var valuesRead = 0
    package var seconds: Double = 0

    package init() {}
}

/// A plan and everything a report or a saved file says beside it.
package struct PlanOutcome: Sendable {
    package var environment: String
    package var project: String
    package var plan: Plan

    /// Nil where the plan cannot be applied as a file, because values were left unresolved.
    package var planID: String?
    package var file: PlanFile?
    package var diagnostics: [Diagnostic]
    package var stats: Stats

    /// Literal texts of declarations, by path and field; filled only for `--show-values`.
    package var literals: [ItemPath: [String: String]] = [:]
}

/// What `validate` found.
package struct ValidateOutcome: Sendable {
    package var environment: String
    package var project: String
    package var entries: Int
    package var diagnostics: [Diagnostic]
}

/// One setting as `lockstep config` shows it; a secret's value is never there.
package struct SettingLine: Sendable, Hashable {
    package var name: String
    package var value: String?
    package var origin: String
}
