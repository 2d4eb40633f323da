import AirflowModel
import Declarations
import Planning
import SyncModel

extension SyncEngine {
    /// An entry whose declaration is to be edited.
    struct AcceptedEntry: Sendable {
        var entry: ResolvedEntry
        var now: ImportCandidate
        var edits: [(field: String, edit: DeclarationEdit)]
    }

    /// Makes the edits that prove to do what they should.
    func accept(
        _ entries: [AcceptedEntry], _ reader: MeaningReader, into outcome: inout ImportOutcome
    ) throws {
        guard !entries.isEmpty else { return }
        let before = literals(files)
        var good: [AcceptedEntry] = []
        var edited = EditedFiles(base: files)
        let left = addProven(entries[...], to: &good, &edited) { proves($0, before, $1, reader) }
        outcome.findings += left.map(notEditable)
        for edit in edited.edits.sorted(by: { $0.path < $1.path }) {
            do {
                try files.disk.write(edit.path, edit.after, replacing: edit.before)
            } catch {
                throw EngineFailure(
                    .failed, code: "not-writable", "cannot write \(escapedForTerminal(edit.path)): \(error.reason)",
                    hints: ["run the command again"])
            }
            outcome.files.append(.init(path: edit.path, isNew: false, added: 0))
        }
        outcome.changes = good.flatMap { entry in
            entry.edits.map { .init(id: entry.entry.id, field: $0.field, place: $0.edit.location) }
        }
    }

    /// Takes over all entries at once or, where that fails, each half by itself, since every proof reads the whole project.
    ///
    /// - Returns: those that no edit can be made for.
    private func addProven(
        _ entries: ArraySlice<AcceptedEntry>, to good: inout [AcceptedEntry], _ edited: inout EditedFiles,
        proves: (EditedFiles, [AcceptedEntry]) -> Bool
    ) -> [AcceptedEntry] {
        let wanted = good + entries
        var trial = EditedFiles(base: files)
        if trial.apply(wanted.flatMap(\.edits)), proves(trial, wanted) {
            (good, edited) = (wanted, trial)
            return []
        }
        guard entries.count > 1 else { return Array(entries) }
        let middle = entries.startIndex + entries.count / 2
        return addProven(entries[..<middle], to: &good, &edited, proves: proves)
            + addProven(entries[middle...], to: &good, &edited, proves: proves)
    }

    private func notEditable(_ entry: AcceptedEntry) -> ImportFinding {
        let fields = entry.edits.map { $0.field.begins(with: "extra.") ? "extra" : $0.field }
        return ImportFinding(
            code: .byHand, path: entry.entry.path, id: entry.entry.id, location: entry.edits.first?.edit.location,
            today:
                "\(Set(fields).sorted().joined(separator: ", ")) changed, and the layout of the file allows no safe edit",
            fix:
                "declare what Akeyless holds (lockstep get … --reveal shows it), or run lockstep apply --overwrite-drift"
        )
    }

    /// Whether the edited files say of the accepted entries what Akeyless holds, and of all others what they said.
    private func proves(
        _ edited: EditedFiles, _ before: [EntryID: ResolvedEntry]?, _ accepted: [AcceptedEntry], _ reader: MeaningReader
    ) -> Bool {
        guard let after = literals(edited), let before, after.keys == before.keys else { return false }
        let changed = Dictionary(accepted.map { ($0.entry.id, $0) }) { first, _ in first }
        return after.allSatisfy { id, entry in
            let meaning = reader.comparableMeaning(of: entry).fields
            guard let accepted = changed[id] else {
                return before[id].map { reader.comparableMeaning(of: $0).fields == meaning && $0.rule == entry.rule }
                    ?? false
            }
            let held = accepted.now.meaning(reader, entry.rule).fields
            return accepted.edits.allSatisfy {
                entry.unresolved.contains($0.field) || meaning[$0.field] == held[$0.field]
            }
                && meaning.allSatisfy { held[$0.key] == $0.value || !accepted.edits.map(\.field).contains($0.key) }
        }
    }

    /// Every entry with its literal parts; nil where files have errors.
    private func literals(_ files: any RepoFiles) -> [EntryID: ResolvedEntry]? {
        let loaded = DeclarationLoader.load(files: files, settings: settings)
        guard !loaded.diagnostics.hasErrors else { return nil }
        let entries = ReferenceResolution.assemble(loaded.entries, settings: settings, values: [:]).entries
        return Dictionary(entries.map { ($0.id, $0) }) { first, _ in first }
    }
}
