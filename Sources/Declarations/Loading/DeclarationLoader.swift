import AirflowModel
package import SyncModel

/// What the files of a project declare in one environment.
package struct LoadedDeclarations: Sendable {
    /// Sorted by id.
    package var entries: [DeclaredEntry]

    /// Everything that is wrong or worth a word, in the order of files and lines.
    package var diagnostics: [Diagnostic]

    /// The teams that have folders, sorted.
    package var teams: [String]
}

/// Reads all files, lays the environment's overlay over them and interprets every entry.
package enum DeclarationLoader {
    package static func load(files: any RepoFiles, settings: Settings) -> LoadedDeclarations {
        let base = EntryLayer(files: files, folder: "")
        let above = EntryLayer(files: files, folder: "environments/\(settings.environment)")
        var overlay = Overlay(base: base.entries)
        overlay.apply(above.entries)
        let teams = Set(base.teams).union(above.teams).sorted()

        var interpreter = EntryInterpreter(rules: settings.rules, checks: settings.checks)
        var entries: [DeclaredEntry] = []
        for entry in overlay.entries.values.sorted(by: { $0.id < $1.id }) {
            let path = interpreter.path(of: entry, naming: settings.naming)
            guard let declaration = interpreter.declaration(of: entry) else { continue }
            entries.append(
                DeclaredEntry(
                    id: entry.id, path: path, location: entry.location, declaration: declaration,
                    ignoredFields: settings.drift.ignoredFields(for: entry.id)))
        }
        interpreter.checkAcrossEntries(overlay.entries, naming: settings.naming, teams: teams)
        let diagnostics = base.diagnostics + above.diagnostics + overlay.diagnostics + interpreter.diagnostics
        return LoadedDeclarations(entries: entries, diagnostics: inOrder(diagnostics), teams: teams)
    }

    /// By file, line and column, each once.
    static func inOrder(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        var seen = Set<Diagnostic>()
        return diagnostics.filter { seen.insert($0).inserted }.enumerated().sorted { a, b in
            let (x, y) = (a.element.location, b.element.location)
            let left = (x?.file ?? "", x?.line ?? 0, x?.column ?? 0, a.offset)
            let right = (y?.file ?? "", y?.line ?? 0, y?.column ?? 0, b.offset)
            return left < right
        }.map(\.element)
    }
}
