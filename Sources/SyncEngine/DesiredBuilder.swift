import AirflowModel
import Declarations
import SyncModel

/// What is written for a declared entry; never leaves the process but as a request body.
struct DesiredPayload: Sendable {
    var payload: Payload
    var kept: Set<String>
    var description: String?
}

/// The repository's side of a plan: what may be compared, and beside it what would be written.
struct DesiredSide: Sendable {
    var state = DesiredState()
    var payloads: [ItemPath: DesiredPayload] = [:]
}

/// Turns resolved declarations into comparable entries, under one fingerprint key.
struct DesiredBuilder {
    let key: FingerprintKey
    let naming: NamingConvention
    let reader: MeaningReader

    /// - Throws: ``EngineFailure`` `invalid-input` when a key would escape its namespace or two entries share a path.
    func build(_ entries: [ResolvedEntry]) throws -> DesiredSide {
        var side = DesiredSide()
        var problems: [Diagnostic] = []
        for entry in entries {
            do {
                let path = try naming.path(for: entry.id)
                if let other = side.state.entries[path] {
                    problems.append(samePath(entry, other))
                    continue
                }
                side.state.entries[path] = desired(entry, at: path)
                side.payloads[path] = DesiredPayload(
                    payload: entry.payload, kept: entry.kept, description: entry.description)
            } catch {
                problems.append(
                    Diagnostic(.error, code: "key-refused", "\(entry.id.selector): \(error)", at: entry.location))
            }
        }
        guard problems.isEmpty else { throw EngineFailure.invalidInput(problems) }
        return side
    }

    private func desired(_ entry: ResolvedEntry, at path: ItemPath) -> DesiredEntry {
        var rule = entry.rule
        rule.ignoredFields.formUnion(entry.kept)
        var meaning: EntryMeaning
        var shown: [String: String] = [:]
        var type: String?
        switch entry.payload {
        case .connection(let connection):
            meaning = reader.meaning(of: connection)
            shown = reader.shownFields(of: connection).filter { entry.literalFields.contains($0.key) }
            type = connection.connType.flatMap { KnownConnectionTypes.contains($0) ? $0 : nil }
        case .text(let text):
            meaning = reader.meaning(ofText: text, description: entry.description, rule: rule)
        }
        meaning.fields = meaning.fields.filter {
            !rule.ignoredFields.contains($0.key) && !entry.unresolved.contains($0.key)
        }
        return DesiredEntry(
            id: entry.id, path: path, source: entry.location, fingerprint: key.fingerprint(meaning, at: path),
            rule: rule, unresolved: entry.unresolved, shown: shown, connType: type)
    }

    private func samePath(_ entry: ResolvedEntry, _ other: DesiredEntry) -> Diagnostic {
        Diagnostic(
            .error, code: "same-item",
            "\(entry.id.selector) and \(other.id.selector) are the same Akeyless item, \(other.path)",
            at: entry.location, hint: "the other one is declared at \(other.source); rename one of them")
    }
}
