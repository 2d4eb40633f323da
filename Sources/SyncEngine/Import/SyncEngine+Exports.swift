import AirflowModel
import Declarations
import Planning
import SyncModel

extension ExportFile {
    /// A warning about an export that the next commit of everything would take along; none where git cannot be asked.
    ///
    /// - Throws: A `CancellationError` only.
    func exposure(to git: UserGit) async throws -> Diagnostic? {
        guard let path else { return nil }
        do {
            // Git answers 0 for what it ignores, and 128 outside of the repository.
            guard try await git("check-ignore", "--quiet", "--", path).status == 1 else { return nil }
        } catch is EngineFailure {
            return nil
        }
        return Diagnostic(
            .warning, code: "export-in-repository",
            "\(escapedForTerminal(name)) holds secrets in plain text, and Git does not ignore it",
            hint: "delete it, or move it out of the repository, before anything is committed")
    }
}

extension SyncEngine {
    /// The selected entries of all exports; what cannot be read becomes findings.
    func exported(_ request: ImportRequest, into outcome: inout ImportOutcome) async throws -> [ImportCandidate] {
        let reading = ExportReading(settings: settings, team: request.team)
        let select = globs(request.select)
        let reader = MeaningReader(rules: settings.rules)
        var found: [EntryID: (candidate: ImportCandidate, export: String)] = [:]
        var contradicted: [EntryID: ImportFinding] = [:]
        let git = UserGit(directory: context.directory, variables: context.variables)
        for export in request.exports {
            if let warning = try await export.exposure(to: git) { outcome.diagnostics.append(warning) }
            let (candidates, findings) = try await reading.read(export)
            outcome.findings += findings
            for candidate in candidates {
                guard select.isEmpty || select.contains(where: { $0.matches(candidate.id, at: candidate.path) }) else {
                    continue
                }
                guard let (earlier, other) = found[candidate.id] else {
                    found[candidate.id] = (candidate, export.name)
                    continue
                }
                let isSame = candidate.meaning(reader, ComparisonRule()) == earlier.meaning(reader, ComparisonRule())
                guard !isSame, contradicted[candidate.id] == nil else { continue }
                contradicted[candidate.id] = ImportFinding(
                    code: .invalid, id: candidate.id, location: SourceLocation(file: export.name),
                    today: "\(other) and \(export.name) give it different values",
                    fix: "take it out of one of them and import again")
            }
        }
        for id in contradicted.keys { found[id] = nil }
        outcome.findings += contradicted.values.sorted { $0.name < $1.name }
        let unread = outcome.findings.filter { $0.code == .invalid || $0.code == .envSyntax }
        if found.isEmpty, select.isEmpty, !unread.isEmpty {
            throw EngineFailure(
                .invalidInput, code: "export-unreadable", "nothing in the export can be imported",
                causes: unread.map { finding in
                    (finding.location.map { "\($0): " } ?? "") + finding.today
                },
                hints: ["make it with `airflow connections export` or `airflow variables export`"])
        }
        return found.values.map(\.candidate).sorted { $0.id < $1.id }
    }
}
