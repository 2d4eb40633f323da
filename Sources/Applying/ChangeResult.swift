package import Planning
package import SyncModel

/// What became of one change.
package enum ChangeOutcome: String, Codable, Sendable, CaseIterable {
    case done, failed
    case notTried = "not_tried"
}

/// One line of an apply's receipt.
package struct ChangeResult: Hashable, Sendable {
    package var action: PlanAction
    package var id: EntryID?
    package var path: ItemPath
    package var fields: [String]
    package var outcome: ChangeOutcome

    /// Why it is not done.
    package var failure: ChangeFailure?

    package init(
        action: PlanAction, id: EntryID?, path: ItemPath, fields: [String] = [], outcome: ChangeOutcome,
        failure: ChangeFailure? = nil
    ) {
        self.action = action
        self.id = id
        self.path = path
        self.fields = fields
        self.outcome = outcome
        self.failure = failure
    }

    init(_ entry: IntentEntry, _ outcome: ChangeOutcome, _ failure: ChangeFailure? = nil) {
        self.init(
            action: entry.action, id: entry.id, path: entry.path, fields: entry.fields, outcome: outcome,
            failure: failure)
    }
}

/// Why a change failed or was not tried: one of a closed list, with what the service said.
package struct ChangeFailure: Hashable, Sendable {
    package enum Code: String, Sendable, CaseIterable {
        case changedSincePlan = "changed-since-plan"
        case appeared
        case vanished
        case denied
        case throttled
        case refused
        case notReadable = "not-readable"
        case answerLost = "answer-lost"
        case halfDone = "half-done"
        case differsAfterWrite = "differs-after-write"
        case stillThere = "still-there"
        case renameIncomplete = "rename-incomplete"
        case interrupted
        case loginLost = "login-lost"
        case notRecorded = "not-recorded"
    }

    package var code: Code

    /// Text from the service, to be escaped wherever it is shown.
    package var detail: String?

    package init(_ code: Code, detail: String? = nil) {
        self.code = code
        self.detail = (detail?.isEmpty ?? true) ? nil : detail
    }

    init(_ error: StoreError) {
        let code: Code =
            switch error.code {
            case .denied: .denied
            case .loginLost: .loginLost
            case .notFound: .vanished
            case .alreadyExists: .appeared
            case .lostAnswer: .answerLost
            case .throttled: .throttled
            case .failed: .refused
            }
        self.init(code, detail: error.message)
    }

    package var text: String {
        detail.map { "\(code.summary): \($0)" } ?? code.summary
    }
}

extension ChangeFailure.Code {
    /// The failure in our own words, which never hold text from outside.
    package var summary: String {
        switch self {
        case .changedSincePlan: "changed in Akeyless since the plan was made, not written"
        case .appeared: "appeared in Akeyless since the plan was made, not written"
        case .vanished: "is no longer in Akeyless"
        case .denied: "Akeyless denied it"
        case .throttled: "Akeyless is throttling, and retries did not help"
        case .refused: "Akeyless refused it"
        case .notReadable: "its value could not be read"
        case .answerLost: "the answer was lost, whether it was written is not known"
        case .halfDone: "the value was written, the description was not"
        case .differsAfterWrite: "written, but Akeyless holds something else now"
        case .stillThere: "deleted, but still listed"
        case .renameIncomplete: "kept, because the item under its new name is not confirmed"
        case .interrupted: "the run was interrupted before it"
        case .loginLost: "the login was lost"
        case .notRecorded: "not recorded in the ledger"
        }
    }
}
