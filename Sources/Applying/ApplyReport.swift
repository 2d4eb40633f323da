package import Planning
package import SyncModel

/// How a run of the applier ended.
package enum ApplyEnding: Hashable, Sendable {
    /// There was nothing to do; nothing was announced, written or recorded.
    case nothingToDo

    /// The plan must not be applied as it is.
    case refused(Refusal)

    /// Akeyless is no longer as planned; nothing was written.
    case stale([StaleItem])

    /// The listing or the intent failed; nothing was written.
    case notStarted(ApplyProblem)

    /// Every change was tried.
    case finished

    /// Asked to stop: what was in flight was finished, the rest not tried.
    case interrupted

    /// The login was lost on the way.
    case loginLost

    /// Writes happened that are not recorded; the intent remains, and the next run finds out and records them.
    case notRecorded(ApplyProblem)
}

/// Why a plan is not applied.
package enum Refusal: Hashable, Sendable {
    case limits([LimitBreach])
    case conflicts(count: Int)
    case errors(count: Int)
    case unresolvedValues(count: Int)
}

/// An item that is not as the plan assumes.
package struct StaleItem: Hashable, Sendable {
    package enum Kind: String, Sendable {
        case appeared, vanished, changed, blocked, unknown
    }

    package var path: ItemPath
    package var kind: Kind
    package var detail: String?

    package init(path: ItemPath, kind: Kind, detail: String? = nil) {
        self.path = path
        self.kind = kind
        self.detail = detail
    }
}

/// A failure of the run itself rather than of one change.
package struct ApplyProblem: Error, Hashable, Sendable {
    package enum Code: String, Sendable {
        case accessDenied = "access-denied"
        case locked
        case ledgerMoved = "ledger-moved"
        case failed
    }

    package var code: Code
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    init(_ error: StoreError) {
        self.init(error.code == .denied || error.code == .loginLost ? .accessDenied : .failed, error.description)
    }

    init(_ error: JournalError) {
        let code: Code =
            switch error.code {
            case .locked: .locked
            case .moved: .ledgerMoved
            case .failed: .failed
            }
        self.init(code, error.message)
    }
}

/// The receipt of an apply.
package struct ApplyReport: Hashable, Sendable {
    package var plan: Plan
    package var planID: String
    package var ending: ApplyEnding

    /// One line per pending change and refresh, in the order of the plan; empty if the run did not get that far.
    package var results: [ChangeResult]

    /// The new revision of the ledger.
    package var revision: String?

    /// Whether something is still to be found out by the next run.
    package var intentRemains: Bool

    /// Conflicts and errors that the run was told to leave.
    package var skipped: Int

    package init(
        plan: Plan, planID: String, ending: ApplyEnding, results: [ChangeResult] = [], revision: String? = nil,
        intentRemains: Bool = false, skipped: Int = 0
    ) {
        self.plan = plan
        self.planID = planID
        self.ending = ending
        self.results = results
        self.revision = revision
        self.intentRemains = intentRemains
        self.skipped = skipped
    }

    package func count(_ outcome: ChangeOutcome) -> Int {
        results.count { $0.outcome == outcome }
    }
}
