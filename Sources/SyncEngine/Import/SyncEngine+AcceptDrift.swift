import AirflowModel
import AkeylessClient
import AkeylessWire
import Declarations
import Planning
import SyncModel

extension SyncEngine {
    /// Takes what was changed outside into the files, in the place where it is declared, so that the next plan finds
    /// both sides equal. Akeyless is only read.
    package func acceptDrift(_ request: ImportRequest) async throws -> ImportOutcome {
        let clock = ContinuousClock()
        let start = clock.now
        let declared = try await declarations(resolving: true)
        let session = try await connect()
        noticeUnresolved(session.intent)
        var plan = PlanRequest()
        plan.select = request.select
        let draft = try await draft(plan, declared, session)
        var outcome = ImportOutcome(environment: environment, project: session.project.name)
        outcome.diagnostics = draft.outcome.diagnostics

        let drifted = draft.outcome.plan.changes.filter { $0.action == .drift && $0.reason.code == .drifted }
        outcome.findings = draft.outcome.plan.changes.compactMap(Self.leftToTheUser)
        let held = await heldEntries(drifted, session, into: &outcome)
        try Task.checkCancellation()
        let byPath = Dictionary(declared.entries.map { ($0.path, $0) }) { first, _ in first }
        let nodes = await declaredNodes()
        var accepted: [AcceptedEntry] = []
        for change in drifted {
            // What could not be read is among the findings already.
            guard let now = held[change.path] else { continue }
            guard let entry = byPath[change.path], let node = nodes[entry.id] else {
                outcome.findings.append(
                    ImportFinding(
                        code: .byHand, path: change.path, id: change.id, location: change.source,
                        today: "it changed in Akeyless, and the place that declares it was not found",
                        fix: "declare what Akeyless holds, or run lockstep apply --overwrite-drift"))
                continue
            }
            var edits = DriftEdits(writesSecrets: request.secrets == .plaintext)
            edits.take(Self.changedFields(entry, now, session.reader), of: now, declaredAt: node)
            for item in edits.byHand {
                outcome.findings.append(
                    ImportFinding(
                        code: .byHand, path: change.path, id: entry.id, location: item.place, today: item.reason,
                        fix: item.fix))
            }
            if !edits.edits.isEmpty { accepted.append(AcceptedEntry(entry: entry, now: now, edits: edits.edits)) }
        }
        try accept(accepted, session.reader, into: &outcome)
        outcome.stats.requests = session.client.requestCounts
        outcome.stats.valuesRead = draft.outcome.stats.valuesRead + held.count
        outcome.stats.seconds = (clock.now - start).seconds
        return outcome
    }

    /// An entry whose declaration is to be edited.
    struct AcceptedEntry: Sendable {
        var entry: ResolvedEntry
        var now: ImportCandidate
        var edits: [(field: String, edit: DeclarationEdit)]
    }

    private static func leftToTheUser(_ change: PlannedChange) -> ImportFinding? {
        switch change.reason.code {
        case .deletedOutside:
            ImportFinding(
                code: .byHand, path: change.path, id: change.id, location: change.source,
                today: "it was deleted in Akeyless, so Airflow does not find it",
                fix: "remove its declaration, or run lockstep apply --overwrite-drift to create it again")
        case .bothChanged:
            ImportFinding(
                code: .changedBoth, path: change.path, id: change.id, location: change.source,
                today: "both the declaration and Akeyless changed since the last apply",
                fix: "declare what it should be, then run lockstep apply --overwrite-drift")
        default: nil
        }
    }

    private func heldEntries(
        _ changes: [PlannedChange], _ session: Session, into outcome: inout ImportOutcome
    ) async -> [ItemPath: ImportCandidate] {
        let survey = ItemSurvey(naming: settings.naming, reader: session.reader, blocks: session.blocks)
        let values = await session.client.secretValues(at: changes.map(\.path))
        let answers = await boundedMap(changes, limit: session.client.parallelism) {
            change -> (PlannedChange, Item?, reason: String) in
            do {
                return (change, try await session.client.describeItem(change.path.rawValue), "")
            } catch {
                return (change, nil, (error as? AkeylessError)?.description ?? "interrupted")
            }
        }
        var held: [ItemPath: ImportCandidate] = [:]
        for (change, item, reason) in answers {
            guard let item, let id = change.id else {
                outcome.findings.append(
                    ImportFinding(
                        code: .notRead, path: change.path, id: change.id, location: change.source,
                        today: "not known: \(reason)", fix: "run the import again"))
                continue
            }
            switch survey.candidate(item, id, values[change.path]) {
            case .success(let now): held[change.path] = now
            case .failure(let error): outcome.findings.append(error.finding)
            }
        }
        return held
    }

    private func declaredNodes() async -> [EntryID: LocatedValue] {
        let encrypted = await EncryptedDeclarations.open(files, environment: environment, with: decryption)
        return DeclarationLoader.nodes(files: files, settings: settings, encrypted: encrypted)
    }

    private static func changedFields(
        _ entry: ResolvedEntry, _ now: ImportCandidate, _ reader: MeaningReader
    ) -> [String] {
        let declared = reader.comparableMeaning(of: entry).fields
        let held = now.meaning(reader, entry.rule).fields
        return Set(declared.keys).union(held.keys).filter { declared[$0] != held[$0] }.sorted()
    }
}

extension SyncEngine {
    /// Makes the edits that prove to do what they should, all at once or, where that fails, entry by entry.
    private func accept(
        _ entries: [AcceptedEntry], _ reader: MeaningReader, into outcome: inout ImportOutcome
    ) throws {
        guard !entries.isEmpty else { return }
        let before = literals(files)
        var good = entries
        var edited = EditedFiles(base: files)
        if !(edited.apply(entries.flatMap(\.edits)) && proves(edited, before, entries, reader)) {
            edited = EditedFiles(base: files)
            good = []
            for entry in entries {
                var trial = EditedFiles(base: files)
                if trial.apply((good + [entry]).flatMap(\.edits)), proves(trial, before, good + [entry], reader) {
                    (edited, good) = (trial, good + [entry])
                } else {
                    outcome.findings.append(notEditable(entry))
                }
            }
        }
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
