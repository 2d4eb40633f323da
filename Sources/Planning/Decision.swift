import SyncModel

/// The decision table for one item that is declared or recorded.
struct Decision {
    var item: ItemStates
    var policy: PlanPolicy

    func change() -> PlannedChange {
        if let reason = policy.exclusion(of: item.id, at: item.path) { return make(.excluded, reason) }
        if let held = heldByRollback() { return held }
        switch item.observation {
        case .unknown(let why): return make(.error, ChangeReason(.stateUnknown, detail: why))
        case .absent: return absent()
        case .present(let present):
            if let why = present.blocked {
                return make(.error, ChangeReason(.blocked, detail: why), row: present.row)
            }
            return PresentDecision(self, present).change()
        }
    }

    private func heldByRollback() -> PlannedChange? {
        guard let hold = item.hold, !policy.releases(item.id, at: item.path) else { return nil }
        guard let entry = item.desired else { return hold == .absence ? make(.held, .init(.held)) : nil }
        guard entry.unresolved.isEmpty else { return make(.unknown, .init(.heldUndecided)) }
        return entry.fingerprint.whole == hold ? make(.held, .init(.held)) : nil
    }

    private func absent() -> PlannedChange {
        guard let entry = item.desired else { return make(.forget, .init(.gone)) }
        let isRecreation = item.record != nil
        let rule = policy.driftRule(for: item.id, at: item.path)
        if isRecreation, !policy.overwriteDrift {
            if rule == .ignore { return make(.excluded, .init(.driftIgnored)) }
            if rule == .report { return make(.drift, .init(.deletedOutside)) }
        }
        if !entry.kept.isEmpty { return make(.error, .init(.nothingToKeep)) }
        let reason: ChangeReason.Code =
            !isRecreation ? .new : policy.overwriteDrift ? .recreated : .recreatedByRule
        return make(
            .create, .init(reason), fields: FieldDifference.creating(entry), isOverwrite: isRecreation)
    }

    /// Builds the change with what is common to all: who, where, and the fingerprints under one rule.
    func make(
        _ action: PlanAction, _ reason: ChangeReason, row: RowStamp? = nil, before: EntryFingerprint? = nil,
        fields: [FieldDifference] = [], isOverwrite: Bool = false
    ) -> PlannedChange {
        PlannedChange(
            action, id: item.id, path: item.path, reason: reason,
            source: item.desired?.source ?? item.record?.source, fields: fields, precondition: row, before: before,
            after: item.desired?.fingerprint, rule: item.desired?.rule ?? item.record?.rule ?? ComparisonRule(),
            connType: item.desired?.connType, isOverwrite: isOverwrite,
            endsHold: item.hold != nil && action.isPending)
    }
}

/// The rows of the decision table in which the item exists and may be written.
struct PresentDecision {
    private let decision: Decision
    private let present: ObservedItem

    init(_ decision: Decision, _ present: ObservedItem) {
        self.decision = decision
        self.present = present
    }

    func change() -> PlannedChange {
        switch (decision.item.desired, decision.item.record) {
        case (let entry?, nil): unrecorded(entry)
        case (let entry?, let record?): managed(entry, record)
        case (nil, let record?): orphaned(record)
        case (nil, nil): make(.unmanaged, .notOurs)
        }
    }

    private func unrecorded(_ entry: DesiredEntry) -> PlannedChange {
        guard let value = present.value?.underDesired else { return make(.error, .valueNotRead) }
        switch entry.compared(with: value) {
        case .equal: return make(.adopt, .equalUnmanaged)
        case .undecided: return make(.unknown, .unresolved, showing: entry)
        case .differs where decision.policy.overwriteUnmanaged:
            return make(.update, .overwritesUnmanaged, showing: entry, isOverwrite: true)
        case .differs: return make(.conflict, .unmanagedDiffers, showing: entry)
        }
    }

    private func managed(_ entry: DesiredEntry, _ record: AppliedRecord) -> PlannedChange {
        guard let isAsApplied = isAsApplied(record) else { return make(.error, .valueNotRead) }
        let edit = entry.compared(with: record)
        if isAsApplied, edit != .differs {
            if edit == .undecided { return make(.unknown, .unresolved, showing: entry) }
            return present.row == record.row ? make(.unchanged, .asApplied) : make(.refresh, .rowChanged)
        }
        guard let value = present.value?.underDesired else { return make(.error, .valueNotRead) }
        switch entry.compared(with: value) {
        case .equal: return make(.adopt, .equalsDeclaration)
        case .undecided: return make(.unknown, .unresolved, showing: entry)
        case .differs where isAsApplied: return make(.update, .edited, showing: entry)
        case .differs: return changedOutside(entry, declarationChanged: edit == .differs)
        }
    }

    private func changedOutside(_ entry: DesiredEntry, declarationChanged: Bool) -> PlannedChange {
        if decision.policy.overwriteDrift {
            let reason: ChangeReason.Code = declarationChanged ? .overwritesConflict : .overwritesDrift
            return make(.update, reason, showing: entry, isOverwrite: true)
        }
        switch decision.policy.driftRule(for: decision.item.id, at: decision.item.path) {
        case .overwrite: return make(.update, .overwrittenByRule, showing: entry, isOverwrite: true)
        // Our own side changed too: leaving the item alone would now lose the edit.
        case .ignore where !declarationChanged: return make(.excluded, .driftIgnored, showing: entry)
        case .ignore, .report:
            return declarationChanged
                ? make(.conflict, .bothChanged, showing: entry) : make(.drift, .drifted, showing: entry)
        }
    }

    private func orphaned(_ record: AppliedRecord) -> PlannedChange {
        guard let isAsApplied = isAsApplied(record) else { return make(.error, .valueNotRead) }
        let policy = decision.policy
        guard policy.prune, isAsApplied || policy.overwriteDrift else {
            if isAsApplied { return make(.orphan, .removed) }
            let fields = present.value?.underApplied.map { FieldDifference.between(record, and: $0) } ?? []
            return decision.make(
                .conflict, .init(.orphanChanged), row: present.row, before: present.value?.underApplied, fields: fields)
        }
        if present.isDeleteProtected { return make(.error, .deleteProtected) }
        guard present.value?.underApplied != nil else { return make(.error, .valueNotRead) }
        return make(.delete, isAsApplied ? .removed : .removedThoughChanged, isOverwrite: !isAsApplied)
    }

    /// Whether Akeyless holds what was recorded; nil where only the value can tell and it was not read.
    private func isAsApplied(_ record: AppliedRecord) -> Bool? {
        if let value = present.value?.underApplied { return value.whole == record.fingerprint.whole }
        return present.row == record.row && !record.racy && !present.isDescribedAnew ? true : nil
    }

    private func make(
        _ action: PlanAction, _ reason: ChangeReason.Code, showing entry: DesiredEntry? = nil, isOverwrite: Bool = false
    ) -> PlannedChange {
        let value = present.value ?? ObservedValue(underDesired: nil, underApplied: nil)
        if action == .update || action == .adopt, !value.missingKept.isEmpty {
            let names = value.missingKept.sorted().joined(separator: ", ")
            return decision.make(.error, ChangeReason(.keptMissing, detail: names), row: present.row)
        }
        let before = decision.item.desired == nil ? value.underApplied : value.underDesired
        var change = decision.make(
            action, ChangeReason(reason), row: present.row, before: before,
            fields: entry.map { FieldDifference.between($0, and: value) } ?? [], isOverwrite: isOverwrite)
        if action != .error { change.ignoredFields = ignoredFields }
        return change
    }

    /// The fields of such an item that its declaration leaves alone, without those it asks to keep.
    private var ignoredFields: [String]? {
        guard let entry = decision.item.desired else { return nil }
        let ignored = entry.rule.ignoredFields.subtracting(entry.kept).filter { name in
            entry.id.kind == .connection ? name != "value" : name == "value" || name == "description"
        }
        return ignored.isEmpty ? nil : ignored.sorted()
    }
}
