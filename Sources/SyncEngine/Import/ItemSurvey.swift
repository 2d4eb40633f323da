import AirflowModel
import AkeylessClient
import AkeylessWire
import Declarations
import SyncModel

/// Says of every item below the base paths what Airflow makes of it, and whether a declaration can say the same.
struct ItemSurvey {
    let naming: NamingConvention
    let reader: MeaningReader
    let blocks: ItemBlocks

    /// The teams whose items are there and can be declared, in a folder of their name.
    func teams(in paths: some Sequence<ItemPath>) -> [String] {
        naming.teams(in: paths).filter(DeclarationLoader.isTeamName)
    }

    /// Why an item is not even read; nil for one whose value decides.
    func obstacle(_ item: Item, _ id: EntryID?) -> ImportFinding? {
        let path = ItemPath(item.name)
        func finding(_ code: ImportFinding.Code, _ today: String, _ fix: String) -> ImportFinding {
            ImportFinding(code: code, path: path, id: id, today: today, fix: fix)
        }
        let missing = "Airflow asks for a static secret, is refused, and says that there is no such \(noun(id))"
        if !item.isStaticSecret {
            return finding(
                .otherType, "it is a \(item.kind); \(missing)",
                "keep it outside of the base paths; to give Airflow its value, declare a reference to it")
        }
        guard id != nil else {
            return finding(
                .unreachable, "no key leads to it, so Airflow never reads it",
                "rename the item so that only the key follows the base path")
        }
        if item.subType?.lowercased() == "password" {
            return finding(
                .passwordType, "it is a password secret, an object of fields that Airflow does not expect",
                "declare the \(noun(id)) under another key, or make the item a generic secret")
        }
        if !item.isEnabled {
            return finding(.disabled, "it is disabled; \(missing)", "enable the item, or delete it")
        }
        if let reason = blocks.reason(item) {
            let isForeign = item.tags.contains { $0.lowercased().hasPrefix(ItemBlocks.tagPrefix) }
            return isForeign
                ? finding(
                    .otherProject, "Airflow reads it; \(reason)",
                    "import it there, or take the tag off the item to move it here")
                : finding(.denied, "not known: \(reason)", "give this access id the right to read it")
        }
        return nil
    }

    /// The entry that an item is, by what it holds.
    func candidate(
        _ item: Item, _ id: EntryID, _ value: ValueReading?
    ) -> Result<ImportCandidate, FindingError> {
        let path = ItemPath(item.name)
        let stored: Secret
        switch value {
        case .value(let text)?: stored = text
        case .denied(let error)?:
            return failure(.denied, path, id, "not known: \(error.description)", "ask for the right to read it")
        case .failed(let error)?:
            return failure(.notRead, path, id, "not known: \(error.description)", "run the import again")
        case .absent?, nil:
            return failure(.notRead, path, id, "it was listed, but has no value", "run the import again")
        }
        let fix = "declare it as it should be and run lockstep apply --overwrite-unmanaged, or delete the item"
        let backend = BackendReader(rules: reader.rules)
        var candidate = ImportCandidate(id: id, path: path, payload: .text(Secret("")), plain: [:], stored: stored)
        switch id.kind {
        case .connection:
            let reading = backend.connection(stored: stored)
            guard let connection = reading.connection, !(connection.connType ?? "").isEmpty else {
                return failure(.unreadable, path, id, today(reading), fix)
            }
            candidate.payload = .connection(connection)
            candidate.plain = reader.plainFields(ofStored: stored)
        case .variable, .config:
            let reading = backend.text(stored: stored)
            guard let text = reading.text else {
                let type = reading.isFound ? "; a task gets no text, and fails to read it as JSON" : ""
                return failure(.unreadable, path, id, reading.steps.joined(separator: "; ") + type, fix)
            }
            candidate.payload = .text(text)
            candidate.description = item.description.isEmpty ? nil : item.description
        }
        return .success(candidate)
    }

    /// A word on an entry whose key holds a slash, although it can be declared.
    func caution(_ candidate: ImportCandidate) -> ImportFinding? {
        guard candidate.id.key.containsBytes(of: "/") else { return nil }
        let isConnection = candidate.id.kind == .connection
        return ImportFinding(
            code: .nestedKey, path: candidate.path, id: candidate.id,
            today: isConnection
                ? "Airflow reads it where the backend is asked directly, but its API cannot hand out an id with a slash"
                : "Airflow reads it as one key with a slash; with multi_team on its first part would be a team",
            fix: "rename it: declare it under a key without a slash, and delete the item when nothing asks for it",
            isImported: true)
    }

    /// Why an item is left out whose key differs from another's in the composition of accents alone.
    func ambiguity(_ item: Item, _ id: EntryID) -> ImportFinding {
        let accents = id.key.unicodeScalars.filter { !$0.isASCII }.map { scalar in
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        }
        return ImportFinding(
            code: .ambiguousKey, path: ItemPath(item.name), id: id,
            today:
                "Airflow reads it; its key (with \(accents.joined(separator: " "))) and another's differ in nothing but "
                + "how an accent is composed, and files cannot tell the two apart",
            fix: "rename one of the two in Akeyless, or delete the one that nothing asks for, and import again")
    }

    private func today(_ reading: ConnectionReading) -> String {
        var steps = reading.steps
        if reading.isFound {
            let hasType = !(reading.connection?.connType ?? "").isEmpty
            steps.append(
                reading.connection == nil || hasType
                    ? "a field has a type that hooks do not expect" : "the connection has no type, so no hook takes it")
        }
        return steps.joined(separator: "; ")
    }

    private func noun(_ id: EntryID?) -> String { id?.kind.rawValue ?? "entry" }

    private func failure(
        _ code: ImportFinding.Code, _ path: ItemPath, _ id: EntryID, _ today: String, _ fix: String
    ) -> Result<ImportCandidate, FindingError> {
        .failure(FindingError(finding: ImportFinding(code: code, path: path, id: id, today: today, fix: fix)))
    }
}

/// A finding in the place of an entry.
struct FindingError: Error {
    var finding: ImportFinding
}
