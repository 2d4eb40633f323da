import AirflowModel
import Declarations
import Planning
import SyncModel

extension DesiredBuilder {
    /// Finds entries that only changed their name: new ones with exactly the meaning that the ledger has under a name that is
    /// not declared any more. A fingerprint is bound to its path, so each is made once more as if it stood there.
    ///
    /// What the plan leaves out is no half of a pair, and neither is an entry of which only Akeyless knows a part.
    func renames(
        _ entries: [ResolvedEntry], to desired: DesiredState, _ applied: AppliedState, _ policy: PlanPolicy
    ) -> [ItemPath: ItemPath] {
        let names = Set(entries.map(\.id))
        let gone = applied.records.values.filter { record in
            desired.entries[record.path] == nil && !names.contains(record.id) && applied.holds[record.path] == nil
                && policy.exclusion(of: record.id, at: record.path) == nil
        }
        guard !gone.isEmpty else { return [:] }
        var new: [Shape: [(path: ItemPath, meaning: EntryMeaning)]] = [:]
        for entry in entries where applied.records[entry.path] == nil {
            guard entry.unresolved.isEmpty, entry.kept.isEmpty, policy.exclusion(of: entry.id, at: entry.path) == nil
            else { continue }
            let meaning = reader.comparableMeaning(of: entry)
            guard !meaning.fields.isEmpty else { continue }
            let shape = Shape(kind: entry.id.kind, rule: entry.rule, fields: Set(meaning.fields.keys))
            new[shape, default: []].append((entry.path, meaning))
        }
        var renames: [ItemPath: ItemPath] = [:]
        // With more comparisons than this, what is left is told as deleted and created: a plan must not take minutes for it.
        var room = 20_000
        for record in gone.sorted(by: { $0.path < $1.path }) {
            let shape = Shape(
                kind: record.id.kind, rule: record.rule, fields: Set(record.fingerprint.fields.keys))
            guard let candidates = new[shape], room >= candidates.count else { continue }
            room -= candidates.count
            let found = candidates.firstIndex { entry in
                key.fingerprint(entry.meaning, at: record.path).whole == record.fingerprint.whole
            }
            guard let found else { continue }
            renames[candidates[found].path] = record.path
            new[shape]?.remove(at: found)
        }
        return renames
    }

    /// What must agree before a digest is made: with thousands of names that change at once, that is not done for each pair.
    private struct Shape: Hashable {
        var kind: EntryKind
        var rule: ComparisonRule
        var fields: Set<String>
    }
}
