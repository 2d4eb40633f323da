package import SyncModel

/// What was done to an item, or to what the ledger knows of it.
package enum LedgerAction: String, Sendable, Hashable, CaseIterable {
    case create, update, delete
    /// Recorded as ours without a write, because it was already as declared.
    case adopt
    /// No longer recorded, because it is gone.
    case forget
    /// Recorded anew without a write: only the listing row was different.
    case refresh
    /// Left the trash for ever; its record went when it was moved there.
    case purge
    /// A rollback rejected the declaration.
    case hold
    case release

    /// Whether a record is there afterwards; nil for the actions that concern no record.
    var leavesRecord: Bool? {
        switch self {
        case .create, .update, .adopt, .refresh: true
        case .delete, .forget: false
        case .purge, .hold, .release: nil
        }
    }

    /// Whether it is about a declaration rather than an item.
    var isAboutHold: Bool { self == .hold || self == .release }

    /// The word for it in a subject: “2 created”.
    var pastForm: String {
        switch self {
        case .create: "created"
        case .update: "updated"
        case .delete: "deleted"
        case .adopt: "adopted"
        case .forget: "forgotten"
        case .refresh: "refreshed"
        case .purge: "purged from the trash"
        case .hold: "held"
        case .release: "released"
        }
    }
}

/// How a single change ended.
package enum LedgerChangeResult: String, Sendable, Hashable, CaseIterable {
    case done, failed
    case notTried = "not tried"
}

/// One line of a ledger commit: an item, what was done to it, and the names of the fields that changed.
package struct LedgerChange: Sendable, Hashable {
    package var action: LedgerAction
    package var path: ItemPath
    package var fields: [String]
    package var result: LedgerChangeResult

    package init(_ action: LedgerAction, _ path: ItemPath, fields: [String] = [], result: LedgerChangeResult = .done) {
        self.action = action
        self.path = path
        self.fields = fields
        self.result = result
    }
}

/// How an apply ended as a whole.
package enum LedgerOutcome: String, Sendable, Hashable, CaseIterable {
    case complete, partial, recovered, rollback, rekey
}
