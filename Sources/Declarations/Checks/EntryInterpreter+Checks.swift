import AirflowModel
import SyncModel

extension EntryInterpreter {
    /// What is looked for in a connection that is sound.
    mutating func check(_ declaration: ConnectionDeclaration, at location: SourceLocation) {
        guard declaration.whole == nil, let connType = declaration.connType else { return }
        for need in RequiredFields.needs(of: connType) where !need.contains(where: { declaration.gives($0) }) {
            let names = need.map { "`\($0)`" }.joined(separator: " or ")
            find(.missingField, "a connection of type \(escapedForTerminal(connType)) needs \(names)", at: location)
        }
        checkCache(declaration, at: location)
        checkLooks(of: declaration)
    }

    /// Whether later reads under `[secrets] use_cache`, which pass through a URI, would fail or give another host.
    private mutating func checkCache(_ declaration: ConnectionDeclaration, at location: SourceLocation) {
        var connection = Connection(connType: declaration.connType, port: declaration.port)
        if case .literal(let host, _)? = declaration.texts[.host] { connection.host = host.reveal() }
        let lost = ConnectionURI.lostFields(of: connection, rules: rules)
        guard lost.map({ $0.contains("host") || $0.contains("conn_type") }) ?? true else { return }
        find(
            .uriLosesFields,
            lost == nil
                ? "no URI can carry this connection; with [secrets] use_cache, Airflow fails on later reads"
                : "with [secrets] use_cache, Airflow's later reads give another \(lost?.contains("host") == true ? "host" : "conn_type")",
            at: location, hint: "leave use_cache off, or choose a spelling that a URI keeps")
    }

    /// What the releases of Airflow read differently in a file; what Lockstep stores is read alike by all of them.
    mutating func checkReleases(of uri: String, _ parsed: Connection, at location: SourceLocation) {
        let other = rules.otherGeneration
        guard let read = try? ConnectionURI.parse(uri, rules: other), read != parsed else { return }
        find(
            .releaseDiffers,
            "Airflow \(other.version) reads another extra from this URI than Airflow \(rules.version); "
                + "what is stored is as \(rules.version) reads it",
            at: location, hint: "declare the connection as a mapping to be certain")
    }

    /// Airflow 2's import stores the whole object, and takes JSON files only.
    mutating func checkReleases(of entry: LayerEntry) {
        if entry.id.kind == .config, rules.version.isAtLeast(3, 2, 0), let elements = entry.value.elements {
            find(
                .releaseDiffers,
                elements.count == 1
                    ? "Airflow's file backend takes the element for the option; Lockstep stores the list"
                    : "Airflow's file backend refuses a file that has a list for an option; Lockstep stores the list",
                at: entry.location, hint: "write the option as text")
        }
        guard !rules.version.isAtLeast(3, 0, 0), entry.id.kind != .connection else { return }
        if entry.value.member("value") != nil {
            find(
                .releaseDiffers,
                "`airflow variables import` of Airflow \(rules.version) would store the whole object; Lockstep stores `value`",
                at: entry.location, hint: "write the value alone to mean the same everywhere")
        } else if entry.value.elements?.count == 1 {
            find(
                .releaseDiffers,
                "the file backend of Airflow \(rules.version) takes the element for the value; Lockstep stores the list",
                at: entry.location)
        }
    }

    /// A key that would be another team's entry once Airflow runs with teams.
    mutating func checkNesting(of id: EntryID, naming: NamingConvention, at location: SourceLocation) {
        guard id.kind != .config, !naming.multiTeam, !naming.sep.isEmpty, let cut = id.key.firstBytes(of: naming.sep),
            cut.lowerBound > id.key.startIndex, cut.upperBound < id.key.endIndex
        else { return }
        let team = escapedForTerminal(String(id.key[..<cut.lowerBound]))
        let key = escapedForTerminal(String(id.key[cut.upperBound...]))
        find(
            .nestedKey, "with [core] multi_team this would be the entry `\(key)` of a team `\(team)`", at: location,
            hint: "choose a key without `\(escapedForTerminal(naming.sep))`")
    }
}

extension ConnectionDeclaration {
    /// Whether a field, or a member of extra, is given or may be: what a reference holds is not known yet.
    fileprivate func gives(_ name: String) -> Bool {
        guard name.hasPrefix("extra.") else {
            guard let text = Field(rawValue: name).flatMap({ texts[$0] }) else { return false }
            if case .literal(let secret, _) = text { return !secret.isEmpty }
            return true
        }
        let member = String(name.dropFirst("extra.".count))
        switch extra {
        case nil: return false
        case .json(let tree, _)?: return tree.member(member).map { !$0.value.isNull } ?? false
        case .text(.reference)?: return true
        case .text(.literal(let text, _))?:
            return (try? PythonJSON.parse(text.reveal()))?.object?[member].map { !$0.isNull } ?? false
        }
    }
}
