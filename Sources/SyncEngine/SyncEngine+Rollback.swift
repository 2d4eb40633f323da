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
        let target = try await session.ledger.appliedState(at: revision)
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
        await observer.askForMissing(&rows, applied: known)
        let needed = ValuesNeeded.paths(
            desired: side.state, observed: rows.state, applied: applied, policy: policy,
            fullRefresh: request.refreshFull)
        let read = await observer.addValues(of: needed, to: &rows, desired: side.state, applied: applied)

        let wish = Planner.plan(desired: side.state, observed: rows.state, applied: applied, policy: policy)
        let restoration = await restore(wish, target, rows.items, session)
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

    /// Fetches what the writes of a plan need from the versions that Akeyless kept.
    private func restore(
        _ plan: Plan, _ target: AppliedState, _ items: [ItemPath: Item], _ session: Session
    ) async -> Restoration {
        let wanted = plan.changes.compactMap { $0.action.isWrite ? target.records[$0.path] : nil }
        var restoration = Restoration()
        guard target.keyID == session.key.id else {
            for record in wanted { restoration.obstacles[record.path] = "it was recorded with an older ledger key" }
            return restoration
        }
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
            guard value.fingerprint.whole != record.fingerprint.whole else { return }
            fingerprints[record.path] = value.fingerprint
            notes.append(
                Diagnostic(
                    .warning, code: "description-not-kept",
                    "the description of \(escapedForTerminal(record.id.selector)) at that revision is not kept by "
                        + "Akeyless and stays as it is", at: record.source))
        case .failure(let obstacle): obstacles[record.path] = obstacle.reason
        }
    }
}
