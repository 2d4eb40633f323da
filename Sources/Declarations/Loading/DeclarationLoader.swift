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

    /// Encrypted files that were not read: what they declare is unknown.
    package var unread: Set<String> = []
}

/// Reads all files, lays the environment's overlay over them and interprets every entry.
package enum DeclarationLoader {
    /// - Parameter encrypted: the encrypted files among them, decrypted where that was possible.
    package static func load(
        files: any RepoFiles, settings: Settings, encrypted: EncryptedDeclarations = .closed
    ) -> LoadedDeclarations {
        let (base, above, overlay) = layers(files, settings, encrypted)
        let hasEncrypted = base.hasEncrypted || above.hasEncrypted
        let teams = Set(base.teams).union(above.teams).sorted()

        var interpreter = EntryInterpreter(rules: settings.rules, checks: settings.checks)
        var entries: [DeclaredEntry] = []
        for entry in overlay.entries.values.sorted(by: { $0.id < $1.id }) {
            let path = interpreter.path(of: entry, naming: settings.naming)
            guard let declaration = interpreter.declaration(of: entry) else { continue }
            entries.append(
                DeclaredEntry(
                    id: entry.id, path: path, location: entry.location, declaration: declaration,
                    ignoredFields: settings.drift.ignoredFields(for: entry.id),
                    isSecret: hasEncrypted && entry.value.isEncrypted))
        }
        interpreter.checkAcrossEntries(overlay.entries, naming: settings.naming, teams: teams)
        let diagnostics = base.diagnostics + above.diagnostics + overlay.diagnostics + interpreter.diagnostics
        return LoadedDeclarations(
            entries: entries, diagnostics: inOrder(diagnostics), teams: teams, unread: base.unread.union(above.unread))
    }

    /// The node of every entry, overlays included, with the place of each of its parts.
    package static func nodes(
        files: any RepoFiles, settings: Settings, encrypted: EncryptedDeclarations = .closed
    ) -> [EntryID: LocatedValue] {
        layers(files, settings, encrypted).overlay.entries.mapValues(\.value)
    }

    private static func layers(
        _ files: any RepoFiles, _ settings: Settings, _ encrypted: EncryptedDeclarations
    ) -> (base: EntryLayer, above: EntryLayer, overlay: Overlay) {
        let base = EntryLayer(files: files, folder: "", encrypted: encrypted)
        let above = EntryLayer(files: files, folder: "environments/\(settings.environment)", encrypted: encrypted)
        var overlay = Overlay(base: base.entries)
        overlay.apply(above.entries)
        return (base, above, overlay)
    }

    /// Whether a folder below `teams` could have this name.
    package static func isTeamName(_ name: String) -> Bool { DeclarationFiles.isTeamName(name) }

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
