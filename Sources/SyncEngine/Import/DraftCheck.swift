import AirflowModel
import Declarations
import SyncModel

/// Proves that drafts, once written, are read as exactly what Airflow reads today; what cannot be proven is not written.
struct DraftCheck {
    let settings: Settings
    let environmentFolder: String

    /// Why drafts cannot stand as they are, by entry.
    func problems(_ drafts: [EntryDraft]) async -> [EntryID: String] {
        var problems: [EntryID: String] = [:]
        var files: [String: String] = [:]
        var lines: [String: [(id: EntryID, line: Int)]] = [:]
        var nextLine: [String: Int] = [:]
        for draft in drafts {
            let text = YAMLText.entry(draft.id.key, draft.value)
            let alone = DeclarationAppending.appending(
                [EntryText(key: draft.id.key, text: text)], to: [], file: "draft.yaml")
            guard alone != nil else {
                problems[draft.id] = "its key or a text in it cannot be written as YAML"
                continue
            }
            let file = environmentFolder + ImportLayout.folder(of: draft.id) + "/drafts.yaml"
            let line = nextLine[file, default: 1]
            nextLine[file] = line + text.utf8.count { $0 == UInt8(ascii: "\n") }
            lines[file, default: []].append((draft.id, line))
            files[file, default: ""] += text
        }
        let loaded = DeclarationLoader.load(files: MemoryFiles(files), settings: settings)
        let values = drafts.reduce(into: [Reference: Secret]()) { $0.merge($1.values) { first, _ in first } }
        let resolved = await ReferenceResolution.resolve(
            loaded.entries, settings: settings, resolvers: .known(values))
        for diagnostic in loaded.diagnostics + resolved.diagnostics where diagnostic.severity == .error {
            guard let place = diagnostic.location, let line = place.line,
                let id = lines[place.file]?.last(where: { $0.line <= line })?.id
            else { continue }
            problems[id] = problems[id] ?? diagnostic.message
        }
        let entries = Dictionary(resolved.entries.map { ($0.id, $0) }) { first, _ in first }
        for draft in drafts where problems[draft.id] == nil {
            problems[draft.id] = difference(draft, entries[draft.id])
        }
        return problems
    }

    private func difference(_ draft: EntryDraft, _ entry: ResolvedEntry?) -> String? {
        guard let entry, entry.path == draft.candidate.path else { return "the declaration would not be read" }
        let reader = MeaningReader(rules: settings.rules)
        let declared = reader.comparableMeaning(of: entry).fields
        let held = draft.candidate.meaning(reader, entry.rule).fields
        let names = Set(declared.keys).union(held.keys).filter { declared[$0] != held[$0] }
        guard let name = names.min() else { return nil }
        let field = name.begins(with: "extra.") ? "extra" : name
        return "a declaration of its \(field) would not mean exactly what is stored"
    }
}

extension ReferenceResolvers {
    /// Resolvers that know these values and reach for nothing.
    static func known(_ values: [Reference: Secret]) -> ReferenceResolvers {
        let known = KnownValues(values: values)
        return ReferenceResolvers(
            Dictionary(uniqueKeysWithValues: Reference.Scheme.allCases.map { ($0, known as any ReferenceResolver) }))
    }
}

private struct KnownValues: ReferenceResolver {
    let values: [Reference: Secret]

    func resolve(_ references: [Reference]) async -> [Reference: Result<Secret, ReferenceFailure>] {
        Dictionary(
            references.map { reference in
                let literal = reference.scheme == .text ? Secret(reference.target) : nil
                let missing = ReferenceFailure(.unsupported, "its value is not known here")
                return (reference, (values[reference] ?? literal).map { .success($0) } ?? .failure(missing))
            }
        ) { first, _ in first }
    }
}
