import AirflowModel
import AkeylessClient
import AkeylessWire
import Applying
import Declarations
import Ledger
import Planning
import SyncModel

extension SyncEngine {
    /// Plans the way back to what a revision recorded, and writes nothing.
    package func rollbackPlan(_ request: PlanRequest, to revision: String) async throws -> PlanOutcome {
        let clock = ContinuousClock()
        let start = clock.now
        let session = try await connect()
        noticeUnresolved(session.intent)
        var draft = try await rollbackDraft(request, to: revision, session)
        draft.outcome.stats.seconds = (clock.now - start).seconds
        return draft.outcome
    }

    /// An ordinary plan in which the records of a revision stand for the declarations.
    ///
    /// What it would write is read from the versions that Akeyless kept, and must still be what was recorded.
    func rollbackDraft(_ request: PlanRequest, to revision: String, _ session: Session) async throws -> Draft {
        var target = try await session.ledger.appliedState(at: revision)
        var side = DesiredSide(state: target.asDesired)
        let policy = policy(request)
        let unmatched = PlanPolicy.unmatched(
            policy.select + policy.exclude, desired: side.state, applied: session.applied)

        // Earlier holds are about declarations, which play no part here.
        var applied = session.applied
        applied.holds = [:]
        var known = applied
        known.records.merge(target.records) { present, _ in present }
        let observer = session.observer
        var rows = try await observer.list(prefixes: prefixes(of: known), applied: known)
        try checkListing(rows, applied, force: request.force)
        try await observer.askForMissing(&rows, applied: known)
        var translation = try await translate(&target, rows.items, session)
        try await takeBack(&target, rows.items, session, &translation)
        side.state = target.asDesired
        let needed = ValuesNeeded.paths(
            desired: side.state, observed: rows.state, applied: applied, policy: policy,
            fullRefresh: request.refreshFull)
        let read = try await observer.addValues(of: needed, to: &rows, desired: side.state, applied: applied)

        let wish = Planner.plan(desired: side.state, observed: rows.state, applied: applied, policy: policy)
        let restoration = await restore(wish, target, rows.items, session, known: translation)
        try Task.checkCancellation()
        side.payloads = restoration.payloads
        for (path, fingerprint) in restoration.fingerprints { side.state.entries[path]?.fingerprint = fingerprint }
        let plan = Planner.plan(desired: side.state, observed: rows.state, applied: applied, policy: policy)
            .asRollback(obstacles: restoration.obstacles)

        let identity = identity(session, binding: nil)
        var outcome = PlanOutcome(
            environment: environment, project: session.project.name, plan: plan,
            planID: plan.id(identity, digest: digest(session)), file: nil,
            diagnostics: settingDiagnostics + restoration.notes + Self.unmatchedNotes(unmatched) + deleteNotes(plan),
            stats: Stats())
        outcome.stats.requests = session.client.requestCounts
        outcome.stats.valuesRead = read + restoration.payloads.count
        return Draft(
            outcome: outcome, identity: identity, side: side, session: session,
            holds: plan.rejections(target: side.state, applied: session.applied),
            sourceCommits: target.records.compactMapValues(\.sourceCommit), goal: .rollback)
    }

    /// The prefixes under which the recorded items and those of today's settings lie.
    func prefixes(of applied: AppliedState) -> [String] {
        let teams = Set(applied.records.values.compactMap(\.id.team)).sorted()
        return settings.naming.prefixes(teams: teams).map(\.text)
    }

    /// What could not be said under the key in force.
    struct Translation: Sendable {
        var obstacles: [ItemPath: String] = [:]

        /// Items whose description of then is not kept.
        var partial: Set<ItemPath> = []

        /// Fields that were Akeyless's own at that revision and are taken from the version of then.
        var takenBack: [ItemPath: Set<String>] = [:]
    }

    /// Says what a revision recorded before a change of the ledger's key under the key in force, to be compared with what
    /// is there.
    ///
    /// An item that was not written since has the same record now. The others are read in the versions that Akeyless kept
    /// and judged under the key of then, which Akeyless keeps as a version of the key's item.
    private func translate(
        _ target: inout AppliedState, _ items: [ItemPath: Item], _ session: Session
    ) async throws -> Translation {
        var translation = Translation()
        guard let keyID = target.keyID, keyID != session.key.id else { return translation }
        var open: [AppliedRecord] = []
        for record in target.records.values {
            if let now = session.applied.records[record.path], now.row == record.row, now.rule == record.rule {
                target.records[record.path]?.fingerprint = now.fingerprint
            } else {
                open.append(record)
            }
        }
        target.keyID = session.key.id
        guard !open.isEmpty else { return translation }
        guard let key = await session.items.earlierKeys().first(where: { $0.id == keyID }) else {
            let since =
                try await lastRekey(session.ledger).map { "; a rollback reaches back to \($0.prefix(12))" } ?? ""
            let why =
                "it was recorded with the ledger key \(keyID), of which Akeyless keeps no version any more\(since)"
            for record in open { translation.obstacles[record.path] = why }
            return translation
        }
        context.progress(ProgressEvent(phase: "reading kept versions", total: open.count))
        let versions = KeptVersions(session: session, key: key)
        let answers = await boundedMap(open, limit: settings.count(.parallelism)) { record in
            (record.path, await versions.value(of: record, item: items[record.path]))
        }
        for (path, answer) in answers {
            switch answer {
            case .success(let value):
                target.records[path]?.fingerprint = value.fingerprint
                if !value.isWhole { translation.partial.insert(path) }
            case .failure(let obstacle): translation.obstacles[path] = obstacle.reason
            }
        }
        return translation
    }

    /// The newest revision that gave the ledger another key.
    private func lastRekey(_ ledger: Ledger) async throws -> String? {
        try await ledger.history().entries.first { $0.outcome == .rekey }?.revision
    }

    /// Fetches what the writes of a plan need from the versions that Akeyless kept.
    private func restore(
        _ plan: Plan, _ target: AppliedState, _ items: [ItemPath: Item], _ session: Session, known: Translation
    ) async -> Restoration {
        let writes = plan.changes.compactMap { $0.action.isWrite ? target.records[$0.path] : nil }
        var restoration = Restoration(obstacles: known.obstacles)
        for record in writes where known.partial.contains(record.path) { restoration.addNote(on: record) }
        for record in writes {
            if let fields = known.takenBack[record.path] { restoration.addNote(on: record, takenBack: fields) }
        }
        let wanted = writes.filter { known.obstacles[$0.path] == nil }
        context.progress(ProgressEvent(phase: "reading kept versions", total: wanted.count))
        let versions = KeptVersions(session: session)
        let answers = await boundedMap(wanted, limit: settings.count(.parallelism)) { record in
            (record, await versions.value(of: record, item: items[record.path]))
        }
        for (record, answer) in answers.sorted(by: { $0.0.path < $1.0.path }) { restoration.add(answer, for: record) }
        return restoration
    }
}

/// What can be written to go back, and what cannot and why.
private struct Restoration {
    var payloads: [ItemPath: DesiredPayload] = [:]
    var obstacles: [ItemPath: String] = [:]

    /// Where the meaning differs from the recorded one, because a part of it is not kept.
    var fingerprints: [ItemPath: EntryFingerprint] = [:]
    var notes: [Diagnostic] = []

    mutating func add(_ answer: Result<KeptValue, NotKept>, for record: AppliedRecord) {
        switch answer {
        case .success(let value):
            payloads[record.path] = value.payload
            guard !value.isWhole else { return }
            fingerprints[record.path] = value.fingerprint
            addNote(on: record)
        case .failure(let obstacle): obstacles[record.path] = obstacle.reason
        }
    }

    mutating func addNote(on record: AppliedRecord) {
        notes.append(
            Diagnostic(
                .warning, code: "description-not-kept",
                "the description of \(escapedForTerminal(record.id.selector)) at that revision is not kept by "
                    + "Akeyless and stays as it is", at: record.source))
    }

    mutating func addNote(on record: AppliedRecord, takenBack fields: Set<String>) {
        notes.append(
            Diagnostic(
                .note, code: "kept-restored",
                "\(escapedForTerminal(record.id.selector)) left \(escapedForTerminal(fields.sorted().joined(separator: ", "))) "
                    + "to Akeyless at that revision: taken from version \(record.row.lastVersion), unchecked by the ledger",
                at: record.source))
    }
}
