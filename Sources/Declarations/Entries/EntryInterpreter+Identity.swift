import AirflowModel
import SyncModel

extension EntryInterpreter {
    /// What an entry declares; a connection's own `conn_id` must be its key.
    mutating func declaration(of entry: LayerEntry) -> DeclaredEntry.Declaration? {
        if entry.id.kind == .connection, let member = entry.value.member("conn_id"), !member.value.isNull,
            member.value.text != entry.id.key
        {
            report(
                .connID, "`conn_id` differs from the key", at: member.value.location,
                hint: "remove it; the key is the id")
        }
        let declared = declaration(of: entry.value, kind: entry.id.kind)
        checkInnerReferences(of: entry.value)
        checkReleases(of: entry)
        checkEnvironment(entry)
        switch declared {
        case .connection(let connection)?: check(connection, at: entry.location)
        case .text?: checkSecrets(in: entry.id, entry.value)
        case nil: break
        }
        return declared
    }

    /// Where the entry is kept, after its key was checked; nil, with an error, where it has no place.
    mutating func path(of entry: LayerEntry, naming: NamingConvention) -> ItemPath? {
        guard checkKey(entry) else { return nil }
        do {
            return try naming.path(for: entry.id)
        } catch {
            let name = "`\(escapedForTerminal(entry.id.selector))`"
            report(
                refusal(for: error.code), "\(name) has no place in Akeyless: \(error.code.explanation)",
                at: entry.location, hint: hint(for: error.code, naming))
            return nil
        }
    }

    private func refusal(for code: AirflowModelError.Code) -> Refusal {
        switch code {
        case .kindDisabled: .keyDisabled
        case .unusableTeam: .keyTeam
        case .keyOutsideNamespace: .keyNamespace
        case .emptyKey: .keyEmpty
        default: .keyPath
        }
    }

    private func hint(for code: AirflowModelError.Code, _ naming: NamingConvention) -> String? {
        switch code {
        case .kindDisabled: "set the path of this kind under `backend:` or remove the entry"
        case .unusableTeam:
            naming.multiTeam
                ? "rename the team: its name holds a separator, or is that of backend.global_secrets_path"
                : "set `airflow.multi_team: true` if Airflow runs with teams"
        case .keyOutsideNamespace: "choose a key without the separator"
        default: nil
        }
    }

    private mutating func checkKey(_ entry: LayerEntry) -> Bool {
        let key = entry.id.key
        guard !key.isEmpty else {
            report(.keyEmpty, "the key is empty", at: entry.location)
            return false
        }
        if key.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            report(.keyCharacters, "the key holds a control character", at: entry.location)
            return false
        }
        if entry.id.kind == .connection, ConnectionID.sanitized(key, rules: rules) == nil {
            report(
                .keyCharacters, "Airflow cannot use this connection id: it would silently have none",
                at: entry.location, hint: "use letters, digits, `_`, `-` and `.`")
            return false
        }
        if entry.id.kind == .connection, !ConnectionID.isPortable(key) {
            find(
                .idCharacters, "the id works in some places of Airflow only", at: entry.location,
                hint: "use up to 200 letters, digits, `_`, `-` and single `.`")
        }
        return true
    }

    /// What only shows when all entries are seen together.
    mutating func checkAcrossEntries(_ entries: [EntryID: LayerEntry], naming: NamingConvention, teams: [String]) {
        for problem in naming.problems(teams: teams) {
            diagnostics.append(Diagnostic(.error, code: problem.code.rawValue, problem.message))
        }
        if naming.usesGlobalPathWithoutTeams {
            diagnostics += checks.finding(
                .globalWithoutTeams,
                "provider \(naming.providerVersion) uses global_secrets_path although multi_team is off", at: nil,
                hint: "remove backend.global_secrets_path, or install provider 0.3.1 or later")
        }
        for entry in entries.values {
            if entry.id.kind == .config { checkOption(entry) }
            checkNesting(of: entry.id, naming: naming, at: entry.location)
            guard entry.id.team != nil else { continue }
            let shared = EntryID(kind: entry.id.kind, key: entry.id.key)
            guard let other = entries[shared] else { continue }
            find(
                .teamAndShared,
                "`\(escapedForTerminal(entry.id.selector))` is also shared (\(other.location)); task processes ask "
                    + "without a team and may read that one",
                at: entry.location, hint: "give one of them another key")
        }
    }

    /// A key that spells an option of Airflow's own sections should be one that Airflow takes from a backend.
    private mutating func checkOption(_ entry: LayerEntry) {
        guard let option = OptionName.option(spelledBy: entry.id.key), OptionName.isCore(option),
            !SensitiveOptions(rules: rules).contains(option)
        else { return }
        find(
            .unresolvedOption,
            "Airflow never asks a secrets backend for `[\(option.section)] \(escapedForTerminal(option.name))`",
            at: entry.location, hint: "only options that Airflow marks as sensitive can have a `_secret`")
    }
}
