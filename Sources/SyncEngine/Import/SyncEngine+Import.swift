import AirflowModel
import AkeylessClient
import AkeylessWire
import Declarations
import Ledger
import Planning
import SyncModel

extension SyncEngine {
    /// Writes declarations of what Akeyless holds and no file declares, so that the next plan only takes it over.
    ///
    /// Nothing is written to Akeyless. What cannot be declared exactly is a finding and keeps nothing else back.
    package func importItems(_ request: ImportRequest) async throws -> ImportOutcome {
        let clock = ContinuousClock()
        let start = clock.now
        let target = try await target(of: request)
        var outcome = ImportOutcome(
            environment: environment, project: ProjectIdentity.name(settings, directory: context.directory))
        outcome.diagnostics = settingDiagnostics + target.diagnostics
        let client = try await connection(lastGateway: try await lastGateway()).client
        try await client.login()
        let found = try await survey(client, request, target, into: &outcome)
        try await write(found, request, target, into: &outcome)
        outcome.stats.requests = client.requestCounts
        outcome.stats.seconds = (clock.now - start).seconds
        return outcome
    }

    /// The same for exports of Airflow's metadata database, without Akeyless.
    package func importExports(_ request: ImportRequest) async throws -> ImportOutcome {
        let target = try await target(of: request)
        var outcome = ImportOutcome(
            environment: environment, project: ProjectIdentity.name(settings, directory: context.directory))
        let found = try await exported(request, into: &outcome)
        outcome.diagnostics = settingDiagnostics + target.diagnostics + outcome.diagnostics
        let isNew = found.filter { !target.declared.contains($0.id) }
        outcome.declaredBefore = found.count - isNew.count
        if request.secrets == .kept, !isNew.isEmpty {
            outcome.diagnostics.append(
                Diagnostic(
                    .warning, code: "kept-nowhere",
                    "ref+kept:// leaves the secrets to Akeyless, which does not have them yet",
                    hint: "add --seed to store them there now, or choose another form with --secrets"))
        }
        try await write(isNew, request, target, into: &outcome)
        return outcome
    }

    /// The folder that is written to, and what it declares already.
    struct ImportTarget: Sendable {
        var files: DiskFiles
        var prefix: String
        var declared: Set<EntryID>
        var usedNames: Set<String>

        /// The fields that the project declares by reference, of all that it declares.
        var referenced: [EntryID: Set<String>]

        /// What the project leaves to Akeyless in part.
        var kept: Set<EntryID>
        var diagnostics: [Diagnostic]
    }

    /// - Throws: ``EngineFailure`` `invalid-input` where the files that are there cannot be read: what they declare
    ///   could then be imported a second time.
    func target(of request: ImportRequest) async throws -> ImportTarget {
        let files = request.directory.map { DiskFiles(root: $0) } ?? files.disk
        let decryption =
            request.directory.map { FileDecryption(files: files, projectRoot: $0, variables: context.variables) }
            ?? decryption
        let encrypted = await EncryptedDeclarations.open(files, environment: environment, with: decryption)
        let loaded = DeclarationLoader.load(files: files, settings: settings, encrypted: encrypted)
        if loaded.diagnostics.hasErrors { throw EngineFailure.invalidInput(loaded.diagnostics) }
        let names = loaded.entries.flatMap(\.references).filter { $0.reference.scheme == .env }
        let entries = await projectEntries()
        return ImportTarget(
            files: files, prefix: ImportLayout.environmentFolder(environment), declared: Set(loaded.entries.map(\.id)),
            usedNames: Set(names.map(\.reference.target)),
            referenced: entries.mapValues { $0.unresolved.union($0.kept) },
            kept: Set(entries.filter { !$0.value.kept.isEmpty }.keys),
            diagnostics: loaded.diagnostics.filter { $0.severity == .warning })
    }

    private func projectEntries() async -> [EntryID: ResolvedEntry] {
        let encrypted = await EncryptedDeclarations.open(files, environment: environment, with: decryption)
        let loaded = DeclarationLoader.load(files: files, settings: settings, encrypted: encrypted)
        let entries = ReferenceResolution.assemble(loaded.entries, settings: settings, values: [:]).entries
        return Dictionary(entries.map { ($0.id, $0) }) { first, _ in first }
    }

    /// Lists everything below the base paths and reads what could be declared.
    private func survey(
        _ client: AkeylessClient, _ request: ImportRequest, _ target: ImportTarget, into outcome: inout ImportOutcome
    ) async throws -> [ImportCandidate] {
        context.progress(ProgressEvent(phase: "listing Akeyless"))
        let naming = settings.naming
        let (ledger, project) = try await openLedger()
        noticeUnresolved(.of(local: try await ledger.announcedIntent(), pull: nil))
        let survey = ItemSurvey(
            naming: naming, reader: MeaningReader(rules: settings.rules), blocks: ItemBlocks(projectID: project.id))
        let bases = EntryKind.allCases.compactMap { naming.base(of: $0) }.map { $0 + naming.sep }
        let listing = try await ItemWalk(client: client, prefixes: bases).run()
        let location = location(of: project)
        let items = listing.items.map(\.item).filter { !location.holds(ItemPath($0.name)) }
        let prefixes = naming.prefixes(teams: survey.teams(in: items.lazy.map { ItemPath($0.name) }))
        let select = globs(request.select)
        var unmatched = Set(select)
        var wanted: [(item: Item, id: EntryID)] = []
        for item in items {
            let path = ItemPath(item.name)
            let id = naming.identify(path, among: prefixes)
            let matching = select.filter { $0.matches(id, at: path) }
            unmatched.subtract(matching)
            guard select.isEmpty || !matching.isEmpty else { continue }
            if let id, target.declared.contains(id) {
                outcome.declaredBefore += 1
            } else if let obstacle = survey.obstacle(item, id) {
                outcome.findings.append(obstacle)
            } else if let id {
                wanted.append((item, id))
            }
        }
        outcome.diagnostics += select.filter(unmatched.contains).map {
            Diagnostic(.warning, code: "glob-matches-nothing", "\($0.pattern) matches no item")
        }
        let twins = Dictionary(grouping: wanted, by: \.id).filter { $0.value.count > 1 }
        outcome.findings += twins.values.joined().map { survey.ambiguity($0.item, $0.id) }
        wanted.removeAll { twins[$0.id] != nil }
        context.progress(ProgressEvent(phase: "reading values", total: wanted.count))
        let values = await client.secretValues(at: wanted.map { ItemPath($0.item.name) })
        try Task.checkCancellation()
        outcome.stats.valuesRead = wanted.count
        var found: [ImportCandidate] = []
        for (item, id) in wanted {
            switch survey.candidate(item, id, values[ItemPath(item.name)]) {
            case .success(var candidate):
                candidate.referenced = target.referenced[id] ?? []
                found.append(candidate)
                if let caution = survey.caution(candidate) { outcome.findings.append(caution) }
            case .failure(let error): outcome.findings.append(error.finding)
            }
        }
        return found
    }
}
