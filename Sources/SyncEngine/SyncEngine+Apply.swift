import AkeylessClient
package import Applying
import Declarations
import Ledger
package import Planning
import SyncModel

/// What an apply did.
package struct ApplyOutcome: Sendable {
    package var plan: PlanOutcome
    package var report: ApplyReport

    /// What was found out about an earlier run that did not finish.
    package var recovery: RecoveryReceipt?
    package var exit: ExitCode
}

extension SyncEngine {
    /// How often a plan is made anew because another clone was faster.
    private static let attempts = 5

    /// Plans, asks, and carries the plan out, as a saved plan says or as it stands now.
    ///
    /// Where another clone announces or records an apply between the plan and its announcement, it is planned again on
    /// what that one recorded.
    ///
    /// - Parameter confirm: shows the plan and asks; asked only when there is something to do.
    package func apply(
        _ call: ApplyCall, confirm: @Sendable (PlanOutcome) async -> Bool
    ) async throws -> ApplyOutcome {
        try await apply(call, toward: nil, confirm: confirm)
    }

    /// - Parameter given: what Akeyless is made equal to, instead of what the call asks for.
    func apply(
        _ call: ApplyCall, toward given: Goal?, confirm: @Sendable (PlanOutcome) async -> Bool
    ) async throws -> ApplyOutcome {
        for _ in 1..<Self.attempts {
            do {
                let outcome = try await applyOnce(call, toward: given, confirm: confirm)
                let isShared = settings.text(.ledgerRemote) != nil && call.planFile == nil
                guard outcome.report.lostRace(isShared: isShared) else { return outcome }
            } catch let failure as EngineFailure where failure.code == "ledger-begun" {
            } catch let error as LedgerError where error.code == .raced {}
            context.notice("another clone was faster; planning again")
        }
        return try await applyOnce(call, toward: given, confirm: confirm)
    }

    private func applyOnce(
        _ call: ApplyCall, toward given: Goal?, confirm: @Sendable (PlanOutcome) async -> Bool
    ) async throws -> ApplyOutcome {
        let clock = ContinuousClock()
        let start = clock.now
        try checkLedgerLasts(isCI: call.isCI, localLedger: call.localLedger)
        var request = call.plan
        let file = try call.planFile.map { try Self.planFile($0) }
        if let file { request.adopt(file) }

        _ = try sourceRepository()
        let goal = if let given { given } else { try await goal(of: call, request) }
        let source = goal.source
        let writing = try await connectForWriting(timeout: call.lockTimeout)
        defer { writing.lock.release() }
        let session = writing.session
        try checkClean(source, call)
        try await checkOrder(source, session, call)

        let draft = try await draft(goal, request, session)
        if let file { try await check(file, against: draft) }
        var outcome = ApplyOutcome(
            plan: draft.outcome,
            report: ApplyReport(
                plan: draft.outcome.plan, planID: draft.outcome.planID ?? "", ending: .nothingToDo,
                skipped: draft.outcome.plan.changes.count(where: \.action.stopsApply)),
            recovery: writing.recovery, exit: .done)
        try refuse(draft, call)
        if draft.outcome.plan.summary.hasPending {
            guard await confirm(draft.outcome) else {
                throw EngineFailure(.failed, code: "declined", "nothing was applied: the answer was not yes")
            }
            outcome.report = try await carryOut(draft, call, source)
        }
        outcome.exit = applyExit(outcome.report)
        outcome.plan.stats.requests = session.client.requestCounts
        outcome.plan.stats.seconds = (clock.now - start).seconds
        return outcome
    }

    /// Stops before anything is announced where the plan must not be applied as it is.
    private func refuse(_ draft: Draft, _ call: ApplyCall) throws {
        guard let refusal = ApplyGate.refusal(draft.outcome.plan, skipConflicts: call.skipConflicts) else { return }
        var failure = refusal.failure(draft.outcome.plan, preview: preview(of: call))
        failure.report = draft.outcome
        throw failure
    }

    /// The command that shows what a call would do.
    private func preview(of call: ApplyCall) -> String {
        if let revision = call.revision { return "lockstep rollback \(revision) --dry-run" }
        if let mirror = call.mirror {
            return "lockstep mirror --from \(mirror.environment) --to \(environment) --check"
        }
        return "lockstep plan"
    }

    private func carryOut(_ draft: Draft, _ call: ApplyCall, _ source: SourceState) async throws -> ApplyReport {
        let session = try await withStoredKey(draft.session)
        let journal = LedgerApplyJournal(
            session: session, context: ledgerContext(session, draft, source), holder: holder, now: context.now,
            notice: context.notice)
        let store = AkeylessSecretStore(
            client: session.client, observer: session.observer, payloads: draft.side.payloads,
            composer: PayloadComposer(rules: settings.rules, encoding: settings.encoding),
            keepsPreviousVersions: true, sendsLastVersion: settings.bool(.gatewaySendLastVersion),
            trash: session.location.trash)
        let progress = ApplyProgress(
            total: draft.outcome.plan.pending.count, tell: context.progress, notice: context.notice)
        let applier = Applier(
            store: store, journal: journal, parallelism: settings.count(.parallelism), observe: progress.observe)
        return await applier.run(
            draft.outcome.plan,
            ApplyRequest(
                planID: draft.outcome.planID ?? "", sourceCommit: source.commit,
                skipConflicts: call.skipConflicts, holds: draft.holds, sourceCommits: draft.sourceCommits,
                outcome: draft.goal))
    }
}

extension SyncEngine {
    /// What a run makes Akeyless equal to: what is declared, what a revision recorded, or what an export holds.
    struct Goal: Sendable {
        enum Content: Sendable {
            case declarations(Declared)
            case revision(String)
            case export(Declared)
        }

        var content: Content
        var source: SourceState
    }

    private func goal(of call: ApplyCall, _ request: PlanRequest) async throws -> Goal {
        guard let revision = call.revision else {
            return Goal(
                content: .declarations(try await wanted(request, from: call.mirror)),
                source: try await git.sourceState())
        }
        // A rollback applies no declaration, so what was applied last stays the newest source.
        let source = try await openLedger().ledger.lastContext()?.source
        return Goal(content: .revision(revision), source: SourceState(commit: source, changes: []))
    }

    private func draft(_ goal: Goal, _ request: PlanRequest, _ session: Session) async throws -> Draft {
        switch goal.content {
        case .declarations(let declared): try await draft(request, declared, session)
        case .revision(let revision): try await rollbackDraft(request, to: revision, session)
        case .export(let exported): try await exportDraft(request, exported, session)
        }
    }

    /// An export is older than what was applied from files that this clone may not have yet, so a record makes no item one
    /// that it may replace.
    private func exportDraft(
        _ request: PlanRequest, _ exported: Declared, _ session: Session
    ) async throws -> Draft {
        var unrecorded = session
        for entry in exported.entries { unrecorded.applied.records[entry.path] = nil }
        var draft = try await draft(request, exported, unrecorded)
        draft.session = session
        return draft
    }
}

extension SyncEngine {
    /// Stores the key before the first announcement, once it is sure that a commit can be made at all.
    private func withStoredKey(_ session: Session) async throws -> Session {
        try await session.ledger.checkWritable(at: LedgerTime(secondsSinceEpoch: context.now()))
        guard !session.keyIsStored else { return session }
        let stored = try await session.items.create(session.key)
        guard stored.id == session.key.id else {
            throw EngineFailure(
                .stale, code: "ledger-begun", "another run began the ledger at the same time", hints: ["run it again"])
        }
        var session = session
        session.keyIsStored = true
        return session
    }

    private func ledgerContext(_ session: Session, _ draft: Draft, _ source: SourceState) -> LedgerContext {
        LedgerContext(
            gateway: session.client.gateway.description, accessID: session.accessID, source: source.commit,
            plan: draft.outcome.planID, version: Version.current)
    }
}

extension ApplyReport {
    /// Whether another clone announced or recorded an apply first, before anything was written; with a shared ledger also
    /// where the fresh listing shows what another clone has written since the plan.
    fileprivate func lostRace(isShared: Bool) -> Bool {
        switch ending {
        case .notStarted(let problem): problem.code == .ledgerMoved || problem.code == .locked
        case .stale: isShared
        default: false
        }
    }
}
