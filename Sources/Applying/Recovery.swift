import Planning
package import SyncModel

/// What is found out about one announced change of an interrupted run.
package enum RecoveryVerdict: Hashable, Sendable {
    case done
    case notDone

    /// The value was written, the description was not.
    case halfDone

    /// Neither before nor after: someone else changed it.
    case changedBySomeoneElse

    /// The ledger says already what Akeyless holds.
    case alreadyRecorded
    case unknown(reason: String)
}

/// What Akeyless holds of an announced item now.
package enum RecoveryObservation: Hashable, Sendable {
    case absent
    case present(EntryFingerprint, row: RowStamp, racy: Bool)

    /// It is there, and what it holds decides nothing.
    case unread
    case unknown(reason: String)
}

/// The answer to an interrupted run: a verdict per announced change, and what the ledger has to say from now on.
package struct RecoveryReceipt: Sendable {
    package struct Line: Hashable, Sendable {
        package var entry: IntentEntry
        package var verdict: RecoveryVerdict
    }

    package var planID: String
    package var lines: [Line]
    package var puts: [AppliedRecord]
    package var removals: [ItemPath]
    package var endedHolds: [ItemPath]
    package var newHolds: [ItemPath: Fingerprint] = [:]

    /// The ledger revision that records it; nil while nothing is recorded, or if nothing was left to record.
    package var revision: String?

    /// Whether every announced change is accounted for; if not, the announcement has to stay.
    package var isCertain: Bool {
        lines.allSatisfy { if case .unknown = $0.verdict { false } else { true } }
    }

    /// Whether the interrupted run had recorded everything and only not taken its announcement back.
    package var isRecordedAlready: Bool {
        lines.allSatisfy { $0.verdict == .alreadyRecorded }
    }

    /// What the ledger does not say yet, in the form its message has for every apply.
    package var results: [ChangeResult] {
        lines.compactMap { line in
            switch line.verdict {
            case .alreadyRecorded: nil
            case .done: ChangeResult(line.entry, .done)
            case .notDone: ChangeResult(line.entry, .notTried, ChangeFailure(.interrupted))
            case .halfDone: ChangeResult(line.entry, .failed, ChangeFailure(.halfDone))
            case .changedBySomeoneElse: ChangeResult(line.entry, .failed, ChangeFailure(.changedSincePlan))
            case .unknown(let why): ChangeResult(line.entry, .failed, ChangeFailure(.notReadable, detail: why))
            }
        }
    }
}

/// Decides what an interrupted run did, from its announcement and what Akeyless holds now.
package enum Recovery {
    package static func decide(
        _ intent: ApplyIntent, now: [ItemPath: RecoveryObservation], applied: AppliedState,
        purged: Set<ItemPath> = []
    ) -> RecoveryReceipt {
        var receipt = RecoveryReceipt(planID: intent.planID, lines: [], puts: [], removals: [], endedHolds: [])
        for entry in intent.entries {
            let state = now[entry.path] ?? .unknown(reason: "no answer for the item")
            var verdict = verdict(entry, state)
            if entry.action == .purge {
                if verdict == .done, purged.contains(entry.path) { verdict = .alreadyRecorded }
            } else if verdict == .done || verdict == .halfDone {
                let change = ledgerChange(entry, state, sourceCommit: intent.sourceCommit)
                if isRecorded(entry, change, applied) {
                    verdict = verdict == .done ? .alreadyRecorded : verdict
                } else if let change {
                    receipt.puts.append(change)
                } else {
                    receipt.removals.append(entry.path)
                }
                if entry.endsHold, verdict == .done { receipt.endedHolds.append(entry.path) }
                if verdict == .done { receipt.newHolds[entry.path] = intent.holds[entry.path] }
            }
            receipt.lines.append(.init(entry: entry, verdict: verdict))
        }
        return receipt
    }

    private static func verdict(_ entry: IntentEntry, _ state: RecoveryObservation) -> RecoveryVerdict {
        switch state {
        case .unknown(let why): return .unknown(reason: why)
        case .absent:
            switch entry.action {
            case .delete, .forget, .purge: return .done
            case .create: return .notDone
            default: return .changedBySomeoneElse
            }
        case .unread: return .notDone
        case .present(let now, _, _):
            switch entry.action {
            case .forget: return .changedBySomeoneElse
            case .delete: return now.whole == entry.before?.whole ? .notDone : .changedBySomeoneElse
            default:
                if entry.isHalfDone(now) { return .halfDone }
                switch entry.state(of: now) {
                case .after: return .done
                case .before: return .notDone
                case .neither: return .changedBySomeoneElse
                }
            }
        }
    }

    /// The record to make; nil where a record is to be removed.
    private static func ledgerChange(
        _ entry: IntentEntry, _ state: RecoveryObservation, sourceCommit: String?
    ) -> AppliedRecord? {
        guard case .present(let now, let row, let racy) = state else { return nil }
        return entry.record(now, row: row, racy: racy, sourceCommit: sourceCommit)
    }

    private static func isRecorded(_ entry: IntentEntry, _ change: AppliedRecord?, _ applied: AppliedState) -> Bool {
        guard let record = applied.records[entry.path] else { return change == nil }
        guard let change else { return false }
        return record.fingerprint == change.fingerprint && record.rule == change.rule && record.row == change.row
    }
}
