import AirflowModel
import Declarations
import SyncModel

/// What is written for an entry; never leaves the process but as a request body.
struct DesiredPayload: Sendable {
    enum Content: Sendable {
        case declared(Payload)

        /// A text that Akeyless kept, to be written back as it is.
        case stored(Secret)
    }

    var content: Content

    /// Fields that only Akeyless holds; without them nothing can be written.
    var kept: Set<String> = []

    /// Fields that are not ours to change where the item exists already.
    var ignored: Set<String> = []
    var description: String?

    /// The trash that holds the item, which is then moved back instead of made anew.
    var trash: TrashedItem?

    /// Fields to take from what is there.
    var takenOver: Set<String> { kept.union(ignored) }
}

/// The repository's side of a plan: what may be compared, and beside it what would be written.
struct DesiredSide: Sendable {
    var state = DesiredState()
    var payloads: [ItemPath: DesiredPayload] = [:]

    /// Literal texts of the declarations, for a user who asks to see them at a terminal.
    var literals: [ItemPath: [String: String]] = [:]

    /// What the ledger says was declared in files that were not read is neither gone nor known.
    mutating func addUnread(_ files: Set<String>, _ applied: AppliedState) {
        guard !files.isEmpty else { return }
        for (path, record) in applied.records where state.entries[path] == nil {
            guard let source = record.source, files.contains(source.file) else { continue }
            state.entries[path] = DesiredEntry(
                id: record.id, path: path, source: source, fingerprint: record.fingerprint, rule: record.rule,
                unresolved: ["*"])
        }
    }
}

/// Turns resolved declarations into comparable entries, under one fingerprint key.
struct DesiredBuilder {
    let key: FingerprintKey
    let reader: MeaningReader

    func build(_ entries: [ResolvedEntry]) -> DesiredSide {
        var side = DesiredSide()
        for entry in entries {
            let meaning = reader.comparableMeaning(of: entry)
            side.state.entries[entry.path] = desired(entry, meaning)
            side.payloads[entry.path] = DesiredPayload(
                content: .declared(entry.payload), kept: entry.kept, ignored: entry.rule.ignoredFields,
                description: entry.description)
            let literals = meaning.fields.filter { entry.literalFields.contains($0.key) }
            if !literals.isEmpty { side.literals[entry.path] = literals.mapValues { $0.reveal() } }
        }
        return side
    }

    private func desired(_ entry: ResolvedEntry, _ meaning: EntryMeaning) -> DesiredEntry {
        var shown: [String: String] = [:]
        if case .connection(let connection) = entry.payload {
            shown = reader.shownFields(of: connection).filter { entry.literalFields.contains($0.key) }
        }
        return DesiredEntry(
            id: entry.id, path: entry.path, source: entry.location,
            fingerprint: key.fingerprint(meaning, at: entry.path), rule: entry.rule, kept: entry.kept,
            unresolved: entry.unresolved, shown: shown, connType: shown["conn_type"])
    }
}

extension MeaningReader {
    /// What an entry declares, without what its rule leaves to Akeyless and without what was not resolved.
    func comparableMeaning(of entry: ResolvedEntry) -> EntryMeaning {
        var meaning = meaning(of: entry.payload, description: entry.description, rule: entry.rule)
        if !entry.unresolved.isEmpty {
            meaning.fields = meaning.fields.filter { !entry.unresolved.contains($0.key) }
        }
        return meaning
    }

    func meaning(of payload: Payload, description: String?, rule: ComparisonRule) -> EntryMeaning {
        switch payload {
        case .connection(let connection): meaning(of: connection, rule: rule)
        case .text(let text): meaning(ofText: text, description: description, rule: rule)
        }
    }
}
