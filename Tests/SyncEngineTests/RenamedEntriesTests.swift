import AirflowModel
import Declarations
import Planning
import SyncModel
import Testing

@testable import SyncEngine

/// Entries that are the same as before under another name, which no fingerprint tells by itself.
@Suite struct RenamedEntriesTests {
    private let builder = DesiredBuilder(key: .random(), reader: MeaningReader(rules: .current))

    private func variable(_ key: String, _ value: String, kept: Bool = false) -> ResolvedEntry {
        ResolvedEntry(
            id: EntryID(kind: .variable, key: key), path: ItemPath("/v/\(key)"),
            location: SourceLocation(file: "variables/a.yaml"), payload: .text(Secret(value)),
            kept: kept ? ["value"] : [], rule: ComparisonRule(ignoredFields: kept ? ["value"] : []))
    }

    /// What the ledger would have of entries that were declared once.
    private func applied(_ entries: [ResolvedEntry]) -> AppliedState {
        let desired = builder.build(entries).state
        var state = AppliedState()
        for entry in desired.entries.values {
            state.records[entry.path] = AppliedRecord(
                id: entry.id, path: entry.path, row: RowStamp(itemID: 1, lastVersion: 1, modificationDate: ""),
                racy: false, fingerprint: entry.fingerprint, rule: entry.rule)
        }
        return state
    }

    private func renames(
        _ before: [ResolvedEntry], _ now: [ResolvedEntry], exclude: [String] = []
    ) -> [ItemPath: ItemPath] {
        builder.renames(
            now, to: builder.build(now).state, applied(before), PlanPolicy(exclude: exclude.map { Glob($0) }))
    }

    @Test func eachOldNameBelongsToOneNewName() {
        let before = [variable("a", "x"), variable("b", "x"), variable("c", "y"), variable("stays", "x")]
        let now = [variable("d", "x"), variable("e", "z"), variable("stays", "x")]
        #expect(renames(before, now) == [ItemPath("/v/d"): ItemPath("/v/a")])
    }

    /// Nothing is known of what only Akeyless holds, so nothing says that it is the same.
    @Test func whatIsKeptIsNoPair() {
        #expect(renames([variable("a", "", kept: true)], [variable("b", "", kept: true)]).isEmpty)
    }

    @Test func whatAPlanLeavesOutIsNoPair() {
        let (before, now) = ([variable("a", "x"), variable("b", "x")], [variable("c", "x")])
        #expect(renames(before, now, exclude: ["variables/c"]).isEmpty)
        #expect(renames(before, now, exclude: ["variables/a"]) == [ItemPath("/v/c"): ItemPath("/v/b")])
    }
}
