import Planning
import SyncModel

/// The part of an apply after the announcement: everything that writes.
struct ApplyRun: Sendable {
    let store: any SecretStore
    let journal: any ApplyJournal
    let clock: any Clock<Duration>
    let parallelism: Int
    let observe: @Sendable (ApplyStep) -> Void
    let request: ApplyRequest
    let stop: StopSignal

    /// Set by the first call that says the login is gone; nothing new is begun after it.
    let loginLost = StopSignal()

    func write(
        _ changes: [PlannedChange], _ entries: [IntentEntry], plan: Plan, listing: StoreListing,
        into report: ApplyReport
    ) async -> ApplyReport {
        var attempts: [ItemPath: Attempt] = [:]
        await attempt(entries.filter { $0.action == .create || $0.action == .update }, &attempts)
        let deletes = changes.filter { $0.action == .delete }
        let (ready, waiting) = await readyDeletes(deletes, plan: plan, attempts)
        for path in waiting { attempts[path] = .notTried(ChangeFailure(.renameIncomplete)) }
        await attempt(entries.filter { ready.contains($0.path) }, &attempts)
        await attempt(entries.filter { $0.action == .purge }, &attempts)

        let preconditions = Dictionary(changes.map { ($0.path, $0.precondition) }) { first, _ in first }
        let tried = entries.map { entry in
            Tried(
                entry: entry, precondition: preconditions[entry.path] ?? nil,
                attempt: attempts[entry.path] ?? .recordOnly)
        }
        return await conclude(tried, fresh: attempts.isEmpty ? listing : nil, into: report)
    }

    private func attempt(_ entries: [IntentEntry], _ attempts: inout [ItemPath: Attempt]) async {
        let results = await boundedMap(entries, limit: parallelism) { await attempt($0) }
        for (entry, result) in zip(entries, results) { attempts[entry.path] = result }
    }

    private func attempt(_ entry: IntentEntry) async -> Attempt {
        if loginLost.isRequested { return .notTried(ChangeFailure(.loginLost)) }
        if stop.isRequested { return .notTried(ChangeFailure(.interrupted)) }
        observe(.started(entry.action, entry.path))
        let attempt = await ChangeWriter(store: store, observe: observe).write(entry)
        if attempt.failure?.code == .loginLost { loginLost.request() }
        observe(.ended(entry.action, entry.path, attempt == .landed ? .done : .failed))
        return attempt
    }

    /// Deletes that may run: the old half of a rename only after its new half was read back.
    private func readyDeletes(
        _ deletes: [PlannedChange], plan: Plan, _ attempts: [ItemPath: Attempt]
    ) async -> (ready: Set<ItemPath>, waiting: Set<ItemPath>) {
        let targets = Set(deletes.compactMap(\.renamedTo))
        guard !targets.isEmpty else { return (Set(deletes.map(\.path)), []) }
        let halves = plan.changes.filter { targets.contains($0.path) }
        let written = halves.filter { attempts[$0.path]?.mayHaveLanded ?? false }.compactMap(IntentEntry.init)
        let values = await values(of: written)
        var confirmed = Set(halves.filter { $0.action == .adopt }.map(\.path))
        for entry in written {
            if case .success(let now)? = values[entry.path], entry.state(of: now) == .after {
                confirmed.insert(entry.path)
            }
        }
        let isReady = { (change: PlannedChange) in change.renamedTo.map(confirmed.contains) ?? true }
        return (Set(deletes.filter(isReady).map(\.path)), Set(deletes.filter { !isReady($0) }.map(\.path)))
    }

    /// What was just written, read back; listed before, because a description is not part of what is read.
    private func values(of written: [IntentEntry]) async -> [ItemPath: Result<EntryFingerprint, StoreError>] {
        let paths = Set(written.map(\.path))
        guard !paths.isEmpty, (try? await store.list(paths, toCreate: [])) != nil else { return [:] }
        return await store.read(written.compactMap(\.request))
    }

    private func conclude(_ tried: [Tried], fresh: StoreListing?, into started: ApplyReport) async -> ApplyReport {
        var report = started
        let settlement = Settlement(
            store: store, clock: clock, sourceCommit: request.sourceCommit, stop: stop, observe: observe)
        do throws(StoreError) {
            let settled = try await settlement.settle(tried, fresh: fresh)
            report.results = settled.map(\.result)
            report.ending = ending(report.results)
            await record(settled, into: &report)
        } catch {
            report.results = tried.map(unsettled)
            report.ending = .notRecorded(ApplyProblem(error))
            report.intentRemains = true
        }
        return report
    }

    private func ending(_ results: [ChangeResult]) -> ApplyEnding {
        if loginLost.isRequested { return .loginLost }
        return results.contains { $0.failure?.code == .interrupted } ? .interrupted : .finished
    }

    /// What can be said of a change when the final listing failed: only what its own calls answered.
    private func unsettled(_ tried: Tried) -> ChangeResult {
        switch tried.attempt {
        case .landed: ChangeResult(tried.entry, .done)
        case .recordOnly: ChangeResult(tried.entry, .failed, ChangeFailure(.notRecorded))
        case .notTried(let failure): ChangeResult(tried.entry, .notTried, failure)
        case .failed(let failure, _), .uncertain(let failure): ChangeResult(tried.entry, .failed, failure)
        }
    }

    private func record(_ settled: [Settled], into report: inout ApplyReport) async {
        let isOpen = settled.contains(where: \.isOpen)
        do throws(JournalError) {
            if settled.contains(where: { $0.result.outcome != .notTried }) {
                observe(.recording)
                let revision = try await journal.finish(applyRecord(settled))
                report.revision = revision
                observe(.recorded(revision: revision))
            }
        } catch {
            report.ending = .notRecorded(ApplyProblem(error))
            report.intentRemains = true
            report.results = report.results.map { result in
                guard !result.action.isWrite, result.outcome == .done else { return result }
                var result = result
                (result.outcome, result.failure) = (.failed, ChangeFailure(.notRecorded))
                return result
            }
            return
        }
        report.intentRemains = isOpen
        guard !isOpen else { return }
        do throws(JournalError) {
            try await journal.removeIntent()
        } catch {
            // Everything is recorded; the next run finds that out and takes the announcement back.
            report.intentRemains = true
        }
    }

    private func applyRecord(_ settled: [Settled]) -> ApplyRecord {
        let done = settled.filter { $0.result.outcome == .done }
        let isComplete = settled.allSatisfy { $0.result.outcome == .done || $0.result.action == .refresh }
        let doneAt = Set(done.map(\.result.path))
        return ApplyRecord(
            planID: request.planID, outcome: isComplete ? request.outcome : .partial,
            puts: settled.compactMap(\.put), removals: settled.filter(\.isRemoved).map(\.result.path),
            newHolds: request.holds.filter { doneAt.contains($0.key) },
            endedHolds: done.filter(\.endsHold).map(\.result.path), results: settled.map(\.result))
    }
}

extension Attempt {
    fileprivate var mayHaveLanded: Bool {
        switch self {
        case .landed, .uncertain: true
        default: false
        }
    }
}
