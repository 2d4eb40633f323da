package import Applying
package import Ledger
import Planning
import SyncModel

/// What `unlock` resolved.
package struct UnlockOutcome: Sendable {
    package var environment: String
    package var project: String
    package var intent: AnnouncedIntent

    /// What became of each announced change; nil where nothing had been announced in detail.
    package var receipt: RecoveryReceipt?

    /// The ledger's newest revision afterwards.
    package var revision: String?
}

extension SyncEngine {
    /// Resolves the announcement of a run that somebody knows to be dead, also one of another clone.
    ///
    /// - Parameter id: The announcement's revision, or its beginning, or the id of its plan.
    /// - Throws: `noIntent` for any other id; `locked` while the run is alive in this clone.
    package func unlock(_ id: String, _ call: LedgerCall) async throws -> UnlockOutcome {
        try checkLedgerLasts(isCI: call.isCI, localLedger: call.localLedger)
        var session = try await connect()
        let lock = try await lock(session.ledger, timeout: call.lockTimeout).lock
        defer { lock.release() }
        session = try await connect()
        if case .settled(let intent) = session.intent { try await session.ledger.settle(intent.revision) }
        guard let intent = session.intent.unresolved, intent.isNamed(id) else {
            throw session.ledger.noIntent(named: id, present: session.intent.unresolved)
        }
        session.intent = .own(intent)
        let receipt = try await recover(&session)
        return UnlockOutcome(
            environment: environment, project: session.project.name, intent: intent, receipt: receipt,
            revision: session.applied.revision)
    }
}
