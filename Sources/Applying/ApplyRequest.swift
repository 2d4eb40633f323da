package import SyncModel

/// What an apply is told beside the plan.
package struct ApplyRequest: Sendable {
    package var planID: String
    package var sourceCommit: String?

    /// Leave items in conflict or error instead of stopping.
    package var skipConflicts: Bool

    /// Declarations that a rollback rejects: each is held from now on if its item was rolled back.
    package var holds: [ItemPath: Fingerprint]

    /// The commits that declared what is restored, where the run goes back to an earlier state.
    package var sourceCommits: [ItemPath: String]

    /// What the ledger calls the revision if every change is done.
    package var outcome: RevisionOutcome

    package init(
        planID: String, sourceCommit: String? = nil, skipConflicts: Bool = false,
        holds: [ItemPath: Fingerprint] = [:], sourceCommits: [ItemPath: String] = [:],
        outcome: RevisionOutcome = .complete
    ) {
        self.planID = planID
        self.sourceCommit = sourceCommit
        self.skipConflicts = skipConflicts
        self.holds = holds
        self.sourceCommits = sourceCommits
        self.outcome = outcome
    }
}
