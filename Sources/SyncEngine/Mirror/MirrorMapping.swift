import AirflowModel
import Declarations
import SyncModel

/// Maps what a source holds onto the paths of another environment, kind by kind and team by team.
///
/// What that environment declares itself stays its own: an entry is carried only where nothing is declared for it, or
/// where what is declared says the same.
struct MirrorMapping {
    let source: MirrorSource
    let settings: Settings
    let declared: [ItemPath: ResolvedEntry]
    let diagnostics: [Diagnostic]

    func wanted() -> Declared {
        var scope = MirrorScope(source: source)
        var entries: [ResolvedEntry] = []
        var homeless: [EntryID] = []
        for (id, entry) in source.entries {
            guard let path = try? settings.naming.path(for: id) else {
                homeless.append(id)
                continue
            }
            guard let carried = carried(entry, id, to: path) else {
                scope.own[path] = id
                continue
            }
            if readsBack(entry, id) {
                entries.append(carried)
            } else {
                scope.obstacles[path] = (id, .unusable("Airflow of this environment would read something else"))
            }
        }
        for (id, obstacle) in source.obstacles {
            guard let path = try? settings.naming.path(for: id) else { continue }
            scope.obstacles[path] = (id, obstacle)
        }
        let teams = Set(source.teams).union(declared.values.compactMap(\.id.team)).sorted()
        return Declared(
            entries: entries, teams: teams, diagnostics: diagnostics + homelessNotes(homeless) + keptNotes(entries),
            binding: .text("mirror of \(source.environment)"), scope: .mirror(scope))
    }

    /// The entry for its place in this environment; nil where a declaration says something else, or may do so.
    ///
    /// Fields that a declaration leaves to Akeyless are written only where nothing is there yet.
    private func carried(_ entry: MirrorSource.Entry, _ id: EntryID, to path: ItemPath) -> ResolvedEntry? {
        var carried = ResolvedEntry(
            id: id, path: path, location: .mirror(of: source.environment), payload: entry.payload,
            // Nothing says which names in what the source holds are no part of a secret.
            rule: ComparisonRule(ignoredFields: settings.drift.ignoredFields(for: id), extraIsWhole: true),
            description: entry.description)
        guard let own = declared[path] else { return carried }
        (carried.rule, carried.location) = (own.rule, own.location)
        let reader = MeaningReader(rules: settings.rules)
        let isEqual = reader.comparableMeaning(of: own) == reader.comparableMeaning(of: carried)
        return own.unresolved.isEmpty && isEqual ? carried : nil
    }

    /// Whether the text that would be stored means here what the entry means at the source.
    private func readsBack(_ entry: MirrorSource.Entry, _ id: EntryID) -> Bool {
        let reader = MeaningReader(rules: settings.rules)
        let composer = PayloadComposer(rules: settings.rules, encoding: settings.encoding)
        let payload = DesiredPayload(content: .declared(entry.payload), description: entry.description)
        guard let text = try? composer.text(payload, keptFrom: nil) else { return false }
        let stored = reader.meaning(ofStored: text, kind: id.kind, description: entry.description)
        return stored == reader.meaning(of: entry.payload, description: entry.description, rule: ComparisonRule())
    }

    /// Fields that the target leaves to its own Akeyless are neither compared nor carried, so a value that was changed at
    /// the source alone goes unseen.
    private func keptNotes(_ carried: [ResolvedEntry]) -> [Diagnostic] {
        let kept = carried.filter { !(declared[$0.path]?.kept ?? []).isEmpty }.map(\.id).sorted()
        guard let first = kept.first else { return [] }
        return [
            Diagnostic(
                .note, code: "mirror-kept",
                "fields declared `ref+kept://` are neither compared nor mirrored: in "
                    + counted(kept.count, "entry", "entries")
                    + ", the first of them \(escapedForTerminal(first.selector))",
                hint: "where a secret was changed at \(source.environment), change it in \(settings.environment) too")
        ]
    }

    private func homelessNotes(_ ids: [EntryID]) -> [Diagnostic] {
        guard let first = ids.min() else { return [] }
        return [
            Diagnostic(
                .warning, code: "mirror-no-place",
                "\(counted(ids.count, "entry", "entries")) of \(source.environment) without a place in "
                    + "\(settings.environment), the first of them "
                    + escapedForTerminal(first.selector),
                hint: "its kind is switched off there, or it is a team's and multi_team is off")
        ]
    }
}
