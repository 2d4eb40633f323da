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
            var edits = DriftEdits(
                writesSecrets: request.secrets == .plaintext,
                folder: ImportLayout.environmentFolder(environment), rules: settings.rules)
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
            case .failure(let error):
                var finding = error.finding
                if finding.code == .unreadable {
                    finding.fix = "run lockstep apply --overwrite-drift to put back what is declared"
                }
                outcome.findings.append(finding)
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
