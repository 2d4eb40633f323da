import AirflowModel
import Declarations
import Planning
import SyncModel

/// Reads what Airflow's export commands and `AIRFLOW_CONN_…`, `AIRFLOW_VAR_…` lines say, by the rules of declarations.
///
/// An export is a file of declarations, so its traps are those of declarations: each bad entry is named with its line,
/// and the others are read.
struct ExportReading {
    private var settings: Settings
    private let team: String?

    /// What the project makes of its own files says nothing about an export: the traps of `.env` files always count.
    init(settings: Settings, team: String?) {
        self.settings = settings
        self.settings.checks = CheckSeverities()
        self.team = team
    }

    /// A file as it would stand among the declarations.
    private struct Part {
        var kind: EntryKind
        var team: String?
        var ending: String
        var text: String
    }

    /// - Throws: ``EngineFailure`` `export-kind` where a file could be of either kind.
    func read(_ export: ExportFile) async throws -> (candidates: [ImportCandidate], findings: [ImportFinding]) {
        var candidates: [ImportCandidate] = []
        var findings: [ImportFinding] = []
        for part in try parts(of: export, &findings) {
            let id = EntryID(kind: part.kind, team: part.team, key: "")
            let file = ImportLayout.folder(of: id) + "/export" + part.ending
            let loaded = DeclarationLoader.load(files: MemoryFiles([file: part.text]), settings: settings)
            let resolved = await ReferenceResolution.resolve(loaded.entries, settings: settings, resolvers: nil)
            let members =
                (try? DeclarationFileReader.readAsAirflow(Array(part.text.utf8), file: file))?.root.members ?? []
            var left = Self.keysGivenTwice(members)
            let withFields = Self.keysWithFields(members)
            for diagnostic in loaded.diagnostics + resolved.diagnostics {
                let isCut = diagnostic.code == Check.envSyntax.rawValue
                if isCut || diagnostic.severity == .error { findings.append(finding(diagnostic, export)) }
                guard isCut, let line = diagnostic.location?.line else { continue }
                left.formUnion(resolved.entries.filter { $0.location.line == line }.map { BytewiseKey($0.id.key) })
            }
            for entry in resolved.entries where !left.contains(BytewiseKey(entry.id.key)) {
                guard entry.unresolved.isEmpty, entry.kept.isEmpty else {
                    findings.append(
                        ImportFinding(
                            code: .invalid, id: entry.id, location: place(entry.location, export),
                            today: "a value begins with ref+, which declarations take for a reference",
                            fix: "write it as ref+text:// followed by the value"))
                    continue
                }
                candidates.append(candidate(entry, hasFields: withFields.contains(BytewiseKey(entry.id.key))))
            }
        }
        return (candidates, findings)
    }

    /// - Parameter hasFields: Whether a connection is given by its fields rather than by a URI.
    private func candidate(_ entry: ResolvedEntry, hasFields: Bool) -> ImportCandidate {
        var candidate = ImportCandidate(
            id: entry.id, path: entry.path, payload: entry.payload, description: entry.description, plain: [:])
        if case .connection(let connection) = entry.payload {
            let reader = MeaningReader(rules: settings.rules)
            candidate.plain = hasFields ? reader.plainFields(of: connection) : reader.shownFields(of: connection)
        }
        return candidate
    }

    /// The keys of which a file gives two values, or two of a part: whether the last one is meant is not known.
    private static func keysGivenTwice(_ members: [LocatedValue.Member]) -> Set<BytewiseKey> {
        var seen: Set<BytewiseKey> = []
        var repeated: Set<BytewiseKey> = []
        for member in members {
            guard let key = member.key.text.map(BytewiseKey.init) else { continue }
            let isFirst = seen.insert(key).inserted
            if !isFirst || !DeclarationFileReader.repeatedKeys(in: member.value).isEmpty { repeated.insert(key) }
        }
        return repeated
    }

    /// The keys of the connections that are given by their fields: none of them is part of a URI.
    private static func keysWithFields(_ members: [LocatedValue.Member]) -> Set<BytewiseKey> {
        let given = members.filter { member in
            member.value.members != nil && ["uri", "conn_uri"].allSatisfy { member.value.member($0) == nil }
        }
        return Set(given.compactMap { $0.key.text.map(BytewiseKey.init) })
    }

    private func finding(_ diagnostic: Diagnostic, _ export: ExportFile) -> ImportFinding {
        ImportFinding(
            code: diagnostic.code == Check.envSyntax.rawValue ? .envSyntax : .invalid,
            location: diagnostic.location.map { place($0, export) }, today: diagnostic.message,
            fix: diagnostic.hint ?? "correct it in the export, or in Airflow, and import again")
    }

    private func place(_ location: SourceLocation, _ export: ExportFile) -> SourceLocation {
        SourceLocation(file: export.name, line: location.line, column: location.column)
    }

    // MARK: What kind of file it is

    private func parts(of export: ExportFile, _ findings: inout [ImportFinding]) throws -> [Part] {
        let text = export.content.reveal()
        let ending = ending(of: export.name, text)
        if ending == ".env" {
            let lines = EnvironmentLines(export, team: team, knowsTeams: settings.naming.multiTeam)
            findings += lines.findings
            if !lines.groups.isEmpty || !lines.findings.isEmpty {
                return lines.groups.map { Part(kind: $0.kind, team: $0.team, ending: ".json", text: $0.json) }
            }
        }
        return [Part(kind: try export.kind ?? kind(of: export, text, ending), team: team, ending: ending, text: text)]
    }

    /// Standard input has no name to tell the format.
    private func ending(of name: String, _ text: String) -> String {
        for known in [".json", ".yaml", ".yml", ".env"] where name.lowercased().hasSuffix(known) { return known }
        let lines = text.split(whereSeparator: \.isNewline)
        if lines.first?.drop(while: \.isWhitespace).hasPrefix("{") ?? false { return ".json" }
        if EnvironmentLines.isFound(in: lines) { return ".env" }
        let isEnvironment = lines.allSatisfy { line in
            guard let equals = line.firstIndex(of: "=") else { return line.hasPrefix("#") }
            return !line[..<equals].contains { $0 == ":" || $0 == " " }
        }
        return isEnvironment && !lines.isEmpty ? ".env" : ".yaml"
    }

    /// An export of connections has mappings of their fields, or in `.env` files URIs; one without any is of variables.
    ///
    /// Taken for a variable, a connection would land with its password where nobody expects it, so a mixed file is
    /// refused.
    private func kind(of export: ExportFile, _ text: String, _ ending: String) throws -> EntryKind {
        let bytes = Array(text.utf8)
        guard let root = try? DeclarationFileReader.readAsAirflow(bytes, file: "export" + ending).root else {
            return .connection
        }
        let members = root.effectiveMembers
        let connections = members.count { member in
            if ending == ".env" { return member.value.text?.contains("://") ?? false }
            let names = member.value.effectiveMembers.compactMap(\.key.text)
            return names.contains("conn_type") || !names.isEmpty && names.allSatisfy(Self.connectionMembers.contains)
        }
        if connections == members.count { return .connection }
        guard connections > 0, ending != ".env" else { return .variable }
        throw EngineFailure(
            .invalidInput, code: "export-kind",
            "\(escapedForTerminal(export.name)) holds entries that look like connections beside others that do not",
            hints: ["say what it is: --kind connection or --kind variable"])
    }

    private static let connectionMembers: Set<String> = [
        "conn_type", "conn_id", "description", "host", "login", "password", "schema", "port", "extra", "extra_dejson",
        "uri",
    ]
}
