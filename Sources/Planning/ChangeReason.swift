/// Why a plan says what it says about an item: one of a closed list, with a detail where the cause lies outside.
package struct ChangeReason: Hashable, Sendable, Codable {
    package enum Code: String, Codable, CaseIterable, Sendable {
        case new
        case recreated
        case edited
        case overwritesUnmanaged = "overwrites-unmanaged"
        case overwritesDrift = "overwrites-drift"
        case overwritesConflict = "overwrites-conflict"
        case overwrittenByRule = "overwritten-by-rule"
        case recreatedByRule = "recreated-by-rule"
        case rolledBack = "rolled-back"
        case removed
        case removedThoughChanged = "removed-though-changed"
        case notInRevision = "not-in-revision"
        case equalUnmanaged = "equal-unmanaged"
        case equalsDeclaration = "equals-declaration"
        case gone
        case rowChanged = "row-changed"
        case asApplied = "as-applied"
        case drifted
        case deletedOutside = "deleted-outside"
        case unmanagedDiffers = "unmanaged-differs"
        case bothChanged = "both-changed"
        case orphanChanged = "orphan-changed"
        case held
        case heldUndecided = "held-undecided"
        case notSelected = "not-selected"
        case excluded
        case driftIgnored = "drift-ignored"
        case unresolved
        case notOurs = "not-ours"
        case stateUnknown = "state-unknown"
        case blocked
        case deleteProtected = "delete-protected"
        case valueNotRead = "value-not-read"
        case nothingToKeep = "nothing-to-keep"
        case keptMissing = "kept-missing"
        case notRestorable = "not-restorable"
        case declaredHere = "declared-here"
        case mirrored
        case notMirrored = "not-mirrored"
        case trashExpired = "trash-expired"
    }

    package var code: Code

    /// What the service or the engine said; text from outside, to be escaped wherever it is shown.
    package var detail: String?

    package init(_ code: Code, detail: String? = nil) {
        self.code = code
        self.detail = detail
    }

    /// The whole reason in words.
    package var text: String {
        detail.map { "\(code.summary): \($0)" } ?? code.summary
    }
}

extension ChangeReason.Code {
    /// The reason in our own words, which never hold text from outside.
    package var summary: String {
        switch self {
        case .new: "declared, not in Akeyless yet"
        case .recreated: "deleted outside, created again"
        case .edited: "declaration changed"
        case .overwritesUnmanaged: "replaces an item that is not ours"
        case .overwritesDrift: "replaces a change made outside"
        case .overwritesConflict: "declaration changed, replaces a change made outside"
        case .overwrittenByRule: "changed outside, replaced by the project's rule `drift: overwrite`"
        case .recreatedByRule: "deleted outside, created again by the project's rule `drift: overwrite`"
        case .rolledBack: "back to what the revision recorded"
        case .removed: "no longer declared"
        case .removedThoughChanged: "no longer declared, changed outside"
        case .notInRevision: "not there at that revision"
        case .equalUnmanaged: "already in Akeyless as declared"
        case .equalsDeclaration: "Akeyless already holds what is declared"
        case .gone: "no longer declared, no longer in Akeyless"
        case .rowChanged: "touched outside, value as recorded"
        case .asApplied: "as recorded"
        case .drifted: "changed outside"
        case .deletedOutside: "deleted outside"
        case .unmanagedDiffers: "exists with another value and is not ours"
        case .bothChanged: "declaration changed, and changed outside"
        case .orphanChanged: "no longer declared, and changed outside"
        case .held: "held by a rollback until the declaration changes"
        case .heldUndecided: "held by a rollback; whether the declaration changed is not known without its values"
        case .notSelected: "left out by --select"
        case .excluded: "left out by --exclude"
        case .driftIgnored: "changed outside, left alone by the project's rule `drift: ignore`"
        case .unresolved: "not decidable without the values of its references"
        case .notOurs: "not ours"
        case .stateUnknown: "state in Akeyless is unknown"
        case .blocked: "must not be written"
        case .deleteProtected: "protected against deletion in Akeyless"
        case .valueNotRead: "value was needed and was not read"
        case .nothingToKeep: "a field is to be kept, but nothing is there to keep"
        case .keptMissing: "to be kept (ref+kept://), but Akeyless holds no such field, or nothing that can be read"
        case .notRestorable: "what the revision recorded cannot be restored"
        case .declaredHere: "this environment declares it itself"
        case .mirrored: "mirrored from another environment"
        case .notMirrored: "cannot be mirrored"
        case .trashExpired: "its days in the trash are over, it is deleted for ever"
        }
    }

    /// What the user can do next, where there is one obvious thing.
    package var hint: String? {
        switch self {
        case .drifted, .bothChanged:
            "declare what is there now to keep it, or use --overwrite-drift to replace it"
        case .deletedOutside: "use --overwrite-drift to create it again, or remove its declaration"
        case .unmanagedDiffers: "use --overwrite-unmanaged to replace it, or declare it as it is to take it over"
        case .orphanChanged: "use --prune together with --overwrite-drift to delete it anyway, or declare it again"
        case .held: "change the declaration, or use --release to apply it after all"
        case .deleteProtected: "lift the protection in Akeyless first, or declare the item again"
        case .nothingToKeep: "declare the field, or create the item in Akeyless first"
        case .keptMissing: "check the field's name, put it back in Akeyless, or declare it with another reference"
        case .notRestorable: "use --skip-conflicts to roll back the others, or declare the value again"
        case .unresolved, .heldUndecided: "plan without --offline-values where the references can be resolved"
        default: nil
        }
    }
}
