import AkeylessWire
import Declarations
import Ledger
import SyncModel

extension SyncEngine {
    /// A record of an earlier revision, the item that it is about, and what both that revision and today leave to Akeyless.
    private struct Former: Sendable {
        var record: AppliedRecord
        var item: Item
        var left: Set<String>

        /// Whether nobody has written the item since it was recorded last.
        var isAsRecorded: Bool
    }

    /// Lets a revision stand for the fields, too, that it left to Akeyless and that we have set since.
    ///
    /// A password that was `ref+kept://` then and was applied from a reference later is part of what is to be undone, also
    /// where it was handed back to Akeyless afterwards. What nobody declared since stays as Akeyless holds it.
    func takeBack(
        _ target: inout AppliedState, _ items: [ItemPath: Item], _ session: Session, _ translation: inout Translation
    ) async throws {
        let obstacles = translation.obstacles
        let former = target.records.values.compactMap { record -> Former? in
            guard !record.rule.ignoredFields.isEmpty, obstacles[record.path] == nil, let item = items[record.path],
                let now = session.applied.records[record.path], now.row != record.row
            else { return nil }
            return Former(
                record: record, item: item, left: record.rule.ignoredFields(alsoBy: now.rule),
                isAsRecorded: now.row == StoredReading.row(item))
        }
        let written = try await writtenAndLeft(former, since: target.revision, session.ledger)
        let open = former.compactMap { former -> (Former, ComparisonRule)? in
            var rule = former.record.rule
            rule.ignoredFields = former.left.subtracting(written[former.record.path] ?? [])
            return rule == former.record.rule ? nil : (former, rule)
        }
        let versions = KeptVersions(session: session)
        let answers = await boundedMap(open, limit: settings.count(.parallelism)) { former, rule in
            (former.record, rule, await versions.value(of: former.record, item: former.item, under: rule))
        }
        for (record, rule, answer) in answers {
            switch answer {
            case .success(let value):
                target.records[record.path]?.rule = rule
                target.records[record.path]?.fingerprint = value.fingerprint
                translation.takenBack[record.path] = record.rule.ignoredFields.subtracting(rule.ignoredFields)
                if !value.isWhole { translation.partial.insert(record.path) }
            case .failure(let obstacle): translation.obstacles[record.path] = obstacle.reason
            }
        }
    }

    /// The fields that a revision since wrote and a later one handed back, where every version of the item since is ours:
    /// then what Akeyless holds in them is still what was applied, and not what someone put there.
    private func writtenAndLeft(
        _ former: [Former], since revision: String?, _ ledger: Ledger
    ) async throws -> [ItemPath: Set<String>] {
        let unwritten = former.filter { $0.isAsRecorded && !$0.left.isEmpty }
        let left = Dictionary(uniqueKeysWithValues: unwritten.map { ($0.record.path, $0) })
        guard !left.isEmpty else { return [:] }
        var writes: [ItemPath: Int] = [:]
        var newest: [ItemPath: [String: (revision: String, writesSince: Int)]] = [:]
        for entry in try await ledger.history().entries.prefix(while: { $0.revision != revision }) {
            for change in entry.changes where change.action == .update && change.result == .done {
                guard let former = left[change.path] else { continue }
                for field in change.fields where former.left.contains(field) && newest[change.path]?[field] == nil {
                    newest[change.path, default: [:]][field] = (entry.revision, writes[change.path] ?? 0)
                }
                writes[change.path, default: 0] += 1
            }
        }
        var result: [ItemPath: Set<String>] = [:]
        var shown: [String: LedgerRevision] = [:]
        for (path, fields) in newest {
            for (field, last) in fields {
                if shown[last.revision] == nil { shown[last.revision] = try await ledger.show(last.revision) }
                let record = shown[last.revision]?.records.first { $0.path == path }?.after
                guard let record, record.row.lastVersion &+ last.writesSince == left[path]?.item.lastVersion else {
                    continue
                }
                result[path, default: []].insert(field)
            }
        }
        return result
    }
}
