import Applying
import Ledger
import Planning
import SyncModel
import Synchronization

/// The applier's journal over the ledger: the announcement on its own reference, the record as a sealed commit, the head
/// item in Akeyless.
final class LedgerApplyJournal: ApplyJournal {
    private let ledger: Ledger
    private let key: FingerprintKey
    private let items: LedgerItems
    private let context: LedgerContext
    private let holder: LedgerHolder
    private let now: @Sendable () -> Int64
    private let notice: @Sendable (String) -> Void
    private let applied: AppliedState
    private let hadHead: Bool
    private let announced: Mutex<String?>

    /// Whether it records what an earlier run did, whose announcement it was given.
    private let isRecovery: Bool

    init(
        session: Session, context: LedgerContext, holder: LedgerHolder, now: @escaping @Sendable () -> Int64,
        notice: @escaping @Sendable (String) -> Void, announced: String? = nil
    ) {
        ledger = session.ledger
        key = session.key
        items = session.items
        applied = session.applied
        hadHead = session.head != nil
        self.context = context
        self.holder = holder
        self.now = now
        self.notice = notice
        self.announced = Mutex(announced)
        isRecovery = announced != nil
    }

    private var time: LedgerTime { LedgerTime(secondsSinceEpoch: now()) }

    func writeIntent(_ intent: ApplyIntent) async throws(JournalError) {
        do {
            let ended = Set(intent.entries.filter(\.endsHold).map(\.path))
            let holds = applied.holds.filter { !ended.contains($0.key) }.merging(intent.holds) { $1 }
            let revision = try await ledger.announce(
                LedgerIntent(
                    plan: intent.planID, holder: holder, ledger: applied.revision, keyID: key.id,
                    outcome: LedgerOutcome(intent.outcome), context: context,
                    holds: holds == applied.holds ? nil : holds,
                    changes: intent.entries.compactMap(IntendedChange.init)),
                at: time)
            announced.withLock { $0 = revision }
        } catch {
            throw JournalError(error)
        }
    }

    /// What was read back is true whoever recorded something meanwhile, so an apply that was taken for dead and resolved
    /// by others is recorded upon what they recorded.
    func finish(_ record: ApplyRecord) async throws(JournalError) -> String {
        var applied = applied
        var remaining = isRecovery || !ledger.isShared ? 0 : 3
        while true {
            do throws(LedgerError) {
                return try await append(record, upon: applied)
            } catch {
                guard error.code == .raced, remaining > 0 else { throw JournalError(error) }
                remaining -= 1
            }
            do throws(LedgerError) {
                try await ledger.pull()
                applied = try await ledger.appliedState()
            } catch {
                throw JournalError(error)
            }
        }
    }

    private func append(_ record: ApplyRecord, upon applied: AppliedState) async throws(LedgerError) -> String {
        var records: [ItemPath: AppliedRecord?] = [:]
        for put in record.puts { records[put.path] = .some(put) }
        let removals = record.removals.filter { applied.records[$0] != nil }
        for path in removals { records.updateValue(nil, forKey: path) }
        var holds = applied.holds.filter { !record.endedHolds.contains($0.key) }
        holds.merge(record.newHolds) { $1 }
        var context = context
        context.plan = record.planID
        let changes = record.results.compactMap(LedgerChange.init).filter { change in
            // Recorded by others already.
            !(change.isRemoval && change.result == .done && applied.records[change.path] == nil)
        }
        let revision = try await ledger.append(
            LedgerUpdate(
                expected: applied.revision, records: records, changes: changes,
                holds: holds == applied.holds ? nil : holds, outcome: LedgerOutcome(record.outcome), context: context),
            key: key, at: time)
        let count = applied.records.count + record.puts.count { applied.records[$0.path] == nil }
        await writeHead(revision, count: count - removals.count)
        return revision
    }

    /// The ledger is what counts; a head item that could not be written is repaired by the next apply.
    private func writeHead(_ revision: String, count: Int) async {
        let head = LedgerHead(environment: ledger.environment, revision: revision, items: count, time: now())
        do {
            try await items.write(head, isNew: !hadHead)
        } catch {
            notice("the head item \(items.location.headPath) was not written; the next apply repairs it: \(error)")
        }
    }

    func removeIntent() async throws(JournalError) {
        guard let revision = announced.withLock({ $0 }) else { return }
        do {
            try await ledger.removeIntent(revision)
        } catch {
            throw JournalError(error)
        }
    }
}

extension JournalError {
    init(_ error: LedgerError) {
        let code: JournalError.Code =
            switch error.code {
            case .intentExists, .locked: .locked
            case .raced: .moved
            default: .failed
            }
        self.init(code, ([error.description] + error.causes).joined(separator: "; "))
    }
}

extension LedgerChange {
    fileprivate var isRemoval: Bool { action == .delete || action == .forget }
}

extension LedgerAction {
    /// Nil for actions that an apply never carries out.
    init?(_ action: PlanAction) {
        self.init(rawValue: action.rawValue)
    }
}

extension LedgerChange {
    init?(_ result: ChangeResult) {
        guard let action = LedgerAction(result.action) else { return nil }
        let outcome: LedgerChangeResult =
            switch result.outcome {
            case .done: .done
            case .failed: .failed
            case .notTried: .notTried
            }
        self.init(action, result.path, fields: result.fields, result: outcome)
    }
}

extension LedgerOutcome {
    init(_ outcome: RevisionOutcome) {
        self =
            switch outcome {
            case .complete: .complete
            case .partial: .partial
            case .recovered: .recovered
            case .rollback: .rollback
            }
    }
}

extension IntendedChange {
    init?(_ entry: IntentEntry) {
        guard let action = LedgerAction(entry.action) else { return nil }
        self.init(
            action, id: entry.id, path: entry.path, fields: entry.fields, before: entry.before, after: entry.after,
            rule: entry.rule, connType: entry.connType, source: entry.source,
            sourceCommit: entry.sourceCommit)
    }
}

extension ApplyIntent {
    /// What an earlier run announced, in the applier's terms.
    init(_ intent: LedgerIntent, applied: AppliedState) {
        self.init(
            planID: intent.plan, sourceCommit: intent.context.source,
            entries: intent.changes.compactMap { change in
                guard let action = PlanAction(rawValue: change.action.rawValue) else { return nil }
                let endsHold = applied.holds[change.path] != nil && intent.holds.map { $0[change.path] == nil } == true
                var entry = IntentEntry(
                    action: action, id: change.id, path: change.path, before: change.before, after: change.after,
                    rule: change.rule, connType: change.connType, source: change.source, fields: change.fields,
                    endsHold: endsHold)
                entry.sourceCommit = change.sourceCommit
                return entry
            },
            holds: (intent.holds ?? [:]).filter { applied.holds[$0.key] != $0.value })
    }
}
