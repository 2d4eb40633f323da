import Ledger
import Reports
import SyncEngine
import SyncModel

extension History {
    init(_ revisions: [LedgerRevision], environment: String, project: String) {
        // A revision without records but with changes is where a shallow clone ends.
        let isCut = revisions.contains {
            $0.parent != nil && $0.records.isEmpty && $0.entry.changes.contains(where: \.isDone)
        }
        self.init(
            environment: environment, project: project, revisions: revisions.map(Revision.init), isCut: isCut)
    }
}

extension History.Revision {
    init(_ revision: LedgerRevision) {
        let records = Dictionary(revision.records.map { ($0.path, $0) }) { first, _ in first }
        let entry = revision.entry
        self.init(
            id: entry.revision, time: entry.time.iso8601, author: entry.author, outcome: entry.outcome?.rawValue,
            summary: entry.summary, source: entry.context?.source, plan: entry.context?.plan,
            changes: entry.changes.map { History.Change($0, records[$0.path]) })
    }
}

extension History.Change {
    init(_ change: LedgerChange, _ record: RecordChange?) {
        let told = record?.after ?? record?.before
        self.init(
            action: change.action.rawValue, path: change.path, name: told?.id.selector ?? change.path.rawValue,
            fields: change.fields, result: change.result.rawValue,
            isDrift: change.isDone && record?.followsChangeOutside(change.action) == true, place: told?.source)
    }
}

extension LedgerChange {
    fileprivate var isDone: Bool { result == .done && action != .hold && action != .release }
}
