import AirflowModel
import AkeylessClient
import AkeylessWire
import Declarations
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

    // MARK: What there is

    /// The folder that is written to, and what it declares already.
    struct ImportTarget: Sendable {
        var files: DiskFiles
        var prefix: String
        var declared: Set<EntryID>
        var usedNames: Set<String>

        /// The fields that the project declares by reference.
        var referenced: [EntryID: Set<String>]
        var diagnostics: [Diagnostic]
    }

    /// - Throws: ``EngineFailure`` `invalid-input` where the files that are there cannot be read: what they declare
    ///   could then be imported a second time.
    func target(of request: ImportRequest) async throws -> ImportTarget {
        let files = request.directory.map { DiskFiles(root: $0) } ?? files
        let encrypted = await EncryptedDeclarations.open(
            files, environment: environment, with: referenceContext(akeyless: nil).decryption)
        let loaded = DeclarationLoader.load(files: files, settings: settings, encrypted: encrypted)
        if loaded.diagnostics.hasErrors { throw EngineFailure.invalidInput(loaded.diagnostics) }
        let names = loaded.entries.flatMap(\.references).filter { $0.reference.scheme == .env }
        return ImportTarget(
            files: files, prefix: ImportLayout.environmentFolder(environment), declared: Set(loaded.entries.map(\.id)),
            usedNames: Set(names.map(\.reference.target)), referenced: await referencedFields(),
            diagnostics: loaded.diagnostics.filter { $0.severity == .warning })
    }

    private func referencedFields() async -> [EntryID: Set<String>] {
        let encrypted = await EncryptedDeclarations.open(files, environment: environment, with: decryption)
        let loaded = DeclarationLoader.load(files: files, settings: settings, encrypted: encrypted)
        let entries = ReferenceResolution.assemble(loaded.entries, settings: settings, values: [:]).entries
        return Dictionary(entries.map { ($0.id, $0.unresolved.union($0.kept)) }) { first, _ in first }
    }

    /// Lists everything below the base paths and reads what could be declared.
    private func survey(
        _ client: AkeylessClient, _ request: ImportRequest, _ target: ImportTarget, into outcome: inout ImportOutcome
    ) async throws -> [ImportCandidate] {
        context.progress(ProgressEvent(phase: "listing Akeyless"))
        let naming = settings.naming
        let project = try await openLedger().project
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
        context.progress(ProgressEvent(phase: "reading values", total: wanted.count))
        let values = await client.secretValues(wanted.map(\.item.name))
        outcome.stats.valuesRead = wanted.count
        var found: [ImportCandidate] = []
        for (item, id) in wanted {
            switch survey.candidate(item, id, values[item.name]) {
            case .success(var candidate):
                candidate.referenced = target.referenced[id] ?? []
                found.append(candidate)
                if let caution = survey.caution(candidate) { outcome.findings.append(caution) }
            case .failure(let error): outcome.findings.append(error.finding)
            }
        }
        return found
    }

    // MARK: What is written

    /// Drafts declarations, proves them, and writes the files.
    private func write(
        _ candidates: [ImportCandidate], _ request: ImportRequest, _ target: ImportTarget,
        into outcome: inout ImportOutcome
    ) async throws {
        var (drafts, composer) = try compose(candidates, request, target)
        drafts = await proven(drafts, into: &outcome)
        // What could not be proven leaves nothing behind in encrypted files and lists of names either.
        if drafts.count < candidates.count {
            (drafts, composer) = try compose(drafts.map(\.candidate), request, target)
        }
        let edits = try await edits(for: drafts, composer, request, target)
        try write(edits, drafts, target, into: &outcome)
    }

    private func compose(
        _ candidates: [ImportCandidate], _ request: ImportRequest, _ target: ImportTarget
    ) throws -> ([EntryDraft], DraftComposer) {
        let edits = FileEdits(files: target.files, prefix: target.prefix)
        var encrypted: [String: String] = [:]
        for folder in Set(candidates.map { ImportLayout.folder(of: $0.id) }) {
            let ending = request.secrets == .age ? ".json.age" : ".sops.json"
            encrypted[folder] = try edits.freeName("encrypted/" + folder, ending)
        }
        var composer = DraftComposer(
            form: request.secrets, encryptedFiles: encrypted, usedNames: target.usedNames)
        let drafts = candidates.map { composer.draft($0) }
        return (drafts, composer)
    }

    /// The drafts that say exactly what they should; the others become findings.
    func proven(_ drafts: [EntryDraft], into outcome: inout ImportOutcome) async -> [EntryDraft] {
        let check = DraftCheck(settings: settings, environmentFolder: ImportLayout.environmentFolder(environment))
        let problems = await check.problems(drafts)
        for draft in drafts {
            guard let problem = problems[draft.id] else { continue }
            // A caution said that the entry is imported, which it is not.
            outcome.findings.removeAll { $0.id == draft.id }
            outcome.findings.append(
                ImportFinding(
                    code: .notExact, path: draft.candidate.path, id: draft.id,
                    today: "Airflow reads it, but \(problem)",
                    fix: "declare it by hand as it should be and run lockstep apply --overwrite-unmanaged"))
        }
        return drafts.filter { problems[$0.id] == nil }
    }

    private func edits(
        for drafts: [EntryDraft], _ composer: DraftComposer, _ request: ImportRequest, _ target: ImportTarget
    ) async throws -> FileEdits {
        var edits = FileEdits(files: target.files, prefix: target.prefix)
        let encryption = FileEncryption(
            projectRoot: context.directory, variables: context.variables, recipients: request.ageRecipients)
        let tool: EncryptionTool = request.secrets == .age ? .age : .sops
        for (folder, document) in composer.sealed.sorted(by: { $0.key < $1.key }) {
            guard let file = composer.encryptedFiles[folder] else { continue }
            context.progress(ProgressEvent(phase: "encrypting \(file)"))
            do {
                let bytes = try await encryption.encrypt(document, as: file, with: tool)
                edits.addNew(file, bytes, added: document.members.count)
            } catch {
                throw EngineFailure(
                    .failed, code: "not-encrypted", "the secrets cannot be encrypted; nothing was written",
                    causes: [error.reason], hints: [error.hint].compactMap(\.self))
            }
        }
        try edits.addVariables(composer.variables)
        try edits.add(drafts, isPrivate: request.secrets == .plaintext)
        return edits
    }

    /// Puts the files in place, each in one step.
    func write(
        _ edits: FileEdits, _ drafts: [EntryDraft], _ target: ImportTarget, into outcome: inout ImportOutcome
    ) throws {
        for edit in edits.edits {
            do throws(RepoFileError) {
                try target.files.write(edit.path, edit.after, replacing: edit.before, isPrivate: edit.isPrivate)
            } catch {
                let written = outcome.files.map(\.path).joined(separator: ", ")
                throw EngineFailure(
                    .failed, code: "not-writable", "cannot write \(escapedForTerminal(edit.path)): \(error.reason)",
                    causes: written.isEmpty ? ["no file was written"] : ["written before: \(written)"],
                    hints: ["make room for it and run the import again; what is declared is not imported twice"])
            }
            outcome.files.append(.init(path: edit.path, isNew: edit.before == nil, added: edit.added))
        }
        outcome.entries += drafts.sorted { $0.id < $1.id }.map { draft in
            ImportOutcome.Entry(
                id: draft.id, path: draft.candidate.path, source: edits.locations[draft.id],
                secretFields: draft.secretFields)
        }
    }
}
