import Applying
import Declarations
import Ledger
import Planning
import SyncModel

extension SyncEngine {
    /// A connected command that may write: alone in this clone and, where the ledger is shared, among all clones; and
    /// nothing that was announced before is unresolved.
    struct Writing: Sendable {
        var session: Session
        let lock: LedgerLock

        /// What was found out about an earlier run that did not finish.
        var recovery: RecoveryReceipt?
    }

    /// How often another clone's announcement is looked at while waiting for it.
    private static let pollInterval = Duration.seconds(1)

    /// Connects, takes the lock, and resolves what an interrupted run of this clone left behind.
    ///
    /// The connection comes first, so that a wrong login is told before a lock; whatever changed before the lock was had
    /// is read again.
    ///
    /// - Parameters:
    ///   - timeout: How long to wait for another run; zero does not wait.
    ///   - requiringKey: False for the command that replaces a lost key; nothing is resolved then as long as the key is
    ///     not the ledger's.
    /// - Throws: `locked` or `intentExists`, each with the holder, and what `connect` and `recover` throw.
    func connectForWriting(timeout: Duration, requiringKey: Bool = true) async throws -> Writing {
        let deadline = ContinuousClock.now.advanced(by: timeout)
        var session = try await connect(requiringKey: requiringKey)
        let (lock, hasWaited) = try await lock(session.ledger, timeout: timeout)
        let isSame = try await session.ledger.revision() == session.applied.revision
        let announced = try await session.ledger.announcedIntent()
        if hasWaited || !isSame || announced != nil { session = try await connect(requiringKey: requiringKey) }
        if case .foreign(let intent) = session.intent {
            try await wait(for: intent, in: session.ledger, until: deadline)
            session = try await connect(requiringKey: requiringKey)
        }
        var writing = Writing(session: session, lock: lock)
        if session.isAhead { try await session.ledger.share() }
        if session.keyProblem == nil { writing.recovery = try await recover(&writing.session) }
        if case .settled(let intent) = writing.session.intent { try await session.ledger.settle(intent.revision) }
        return writing
    }

    /// Refuses to write a ledger that would be lost with the clone of a CI job.
    func checkLedgerLasts(isCI: Bool, localLedger: Bool) throws {
        guard isCI, !localLedger, settings.text(.ledgerRemote) == nil else { return }
        throw EngineFailure(
            .usage, code: "ledger-local", "under CI the ledger would be lost with this clone",
            hints: [
                "share it: `ledger: {remote: origin}` in lockstep.yaml, or LOCKSTEP_LEDGER_REMOTE=origin",
                "or use --local-ledger, and git push the branch \(settings.ledgerBranch) afterwards",
            ])
    }

    /// Takes the lock of this clone, and tells whom it waits for.
    func lock(_ ledger: Ledger, timeout: Duration) async throws -> (lock: LedgerLock, hasWaited: Bool) {
        do {
            return (try await ledger.lock(holder: holder, clock: ContinuousClock()), false)
        } catch {
            guard error.code == .locked, timeout > .zero else { throw error }
            context.notice("waiting for \(error.holder?.description ?? "another apply")")
            return (try await ledger.lock(holder: holder, timeout: timeout, clock: ContinuousClock()), true)
        }
    }

    /// Waits until the remote no longer has any announcement; a cancellation ends the wait as its deadline does.
    private func wait(for first: AnnouncedIntent, in ledger: Ledger, until deadline: ContinuousClock.Instant)
        async throws
    {
        context.notice("another clone is applying: \(first.intent.holder)")
        var present: AnnouncedIntent? = first
        while let intent = present {
            guard ContinuousClock.now.advanced(by: Self.pollInterval) <= deadline else { throw ledger.inTheWay(intent) }
            do {
                try await Task.sleep(for: Self.pollInterval)
                present = try await ledger.pull()?.intent
            } catch {
                throw Task.isCancelled ? ledger.inTheWay(intent) : error
            }
        }
    }

    /// Says so to whoever has no other business with the ledger of this clone, if there is one.
    func noticeUnresolved() async {
        guard project != nil, let ledger = try? await openLedger().ledger,
            let intent = try? await ledger.announcedIntent()
        else { return }
        noticeUnresolved(.of(local: intent, pull: nil))
    }

    /// Says to whoever only reads that an apply is under way or died.
    func noticeUnresolved(_ standing: IntentStanding) {
        guard let intent = standing.unresolved else { return }
        let next =
            if case .foreign = standing {
                "if it died: lockstep unlock \(intent.revision.prefix(12))"
            } else {
                "if it is not running any more, the next apply finds out what it did and records it"
            }
        context.notice("an apply was announced and is not recorded yet: \(intent.intent.holder); \(next)")
    }
}
