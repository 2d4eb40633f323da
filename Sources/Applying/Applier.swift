package import Planning

/// Carries out a plan: list and check, announce, write, list and read back, record.
///
/// Killed at any instant, it leaves either nothing or an announcement from which ``Recoverer`` finds out what happened.
/// Results do not depend on the concurrency: they come in the order of the plan.
package struct Applier: Sendable {
    private let store: any SecretStore
    private let journal: any ApplyJournal
    private let clock: any Clock<Duration>
    private let parallelism: Int
    private let observe: @Sendable (ApplyStep) -> Void

    package init(
        store: any SecretStore, journal: any ApplyJournal, clock: any Clock<Duration> = ContinuousClock(),
        parallelism: Int = 16, observe: @escaping @Sendable (ApplyStep) -> Void = { _ in }
    ) {
        self.store = store
        self.journal = journal
        self.clock = clock
        self.parallelism = parallelism
        self.observe = observe
    }

    /// Runs to the end, or as far as it gets; every failure is in the report.
    ///
    /// Cancelling the task is the same as requesting the stop: calls in flight are not cut.
    package func run(_ plan: Plan, _ request: ApplyRequest, stop: StopSignal = StopSignal()) async -> ApplyReport {
        await withTaskCancellationHandler {
            await Task { await carryOut(plan, request, stop) }.value
        } onCancel: {
            stop.request()
        }
    }

    private func carryOut(_ plan: Plan, _ request: ApplyRequest, _ stop: StopSignal) async -> ApplyReport {
        var report = ApplyReport(plan: plan, planID: request.planID, ending: .nothingToDo)
        if let refusal = ApplyGate.refusal(plan, skipConflicts: request.skipConflicts) {
            report.ending = .refused(refusal)
            return report
        }
        report.skipped = plan.changes.count(where: \.action.stopsApply)
        let changes = plan.changes.filter(\.action.isRecorded)
        let entries = changes.compactMap(IntentEntry.init).map { entry in
            var entry = entry
            entry.sourceCommit = request.sourceCommits[entry.path]
            return entry
        }
        guard entries.contains(where: \.action.isPending) else { return report }
        let listing: StoreListing
        do {
            listing = try await prepare(changes, entries, request, stop)
        } catch {
            report.ending = error
            if error == .interrupted {
                report.results = entries.map { ChangeResult($0, .notTried, ChangeFailure(.interrupted)) }
            }
            return report
        }
        let run = ApplyRun(
            store: store, journal: journal, clock: clock, parallelism: parallelism, observe: observe, request: request,
            stop: stop)
        return await run.write(changes, entries, plan: plan, listing: listing, into: report)
    }

    /// Lists, checks and announces; what it throws is how the run ends.
    private func prepare(
        _ changes: [PlannedChange], _ entries: [IntentEntry], _ request: ApplyRequest, _ stop: StopSignal
    ) async throws(ApplyEnding) -> StoreListing {
        observe(.listing)
        let listing: StoreListing
        do throws(StoreError) {
            listing = try await store.list(
                Set(changes.map(\.path)), toCreate: Set(changes.filter { $0.action == .create }.map(\.path)))
        } catch {
            throw .notStarted(ApplyProblem(error))
        }
        let stale = Preconditions.violations(changes, listing)
        guard stale.isEmpty else { throw .stale(stale) }
        guard !stop.isRequested else { throw .interrupted }
        observe(.announcing(changes: entries.count))
        do throws(JournalError) {
            try await journal.writeIntent(
                ApplyIntent(
                    planID: request.planID, sourceCommit: request.sourceCommit, entries: entries,
                    holds: request.holds, outcome: request.outcome))
        } catch {
            throw .notStarted(ApplyProblem(error))
        }
        return listing
    }
}

extension ApplyEnding: Error {}
