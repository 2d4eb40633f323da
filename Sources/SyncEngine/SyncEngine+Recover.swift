package import Applying
import Declarations
import Ledger
import Planning
import SyncModel

extension SyncEngine {
    /// Resolves what an interrupted run announced, and repairs a head item or a key that lags by its last commit.
    ///
    /// - Returns: the receipt; nil where there was nothing to resolve.
    func recover(_ session: inout Session) async throws -> RecoveryReceipt? {
        if try await repair(session) { session = try await connect() }
        guard case .own(let unfinished) = session.intent else { return nil }
        context.notice("an earlier apply (plan \(unfinished.intent.plan)) did not finish: finding out what it did")
        guard unfinished.intent.changes.isEmpty || session.keyIsStored else {
            throw HeadCheck.keyMissing(session.location.keyPath)
        }
        guard unfinished.intent.changes.isEmpty || unfinished.intent.keyID == session.key.id else {
            throw HeadCheck.keyWrong(
                session.location.keyPath, wanted: unfinished.intent.keyID, found: session.key.id)
        }
        if unfinished.intent.outcome == .rekey { try await session.items.discardNext() }
        let journal = LedgerApplyJournal(
            session: session, context: unfinished.intent.context, holder: holder, now: context.now,
            notice: context.notice, announced: unfinished.revision)
        let store = AkeylessSecretStore(
            client: session.client, observer: session.observer, payloads: [:],
            composer: PayloadComposer(rules: settings.rules, encoding: settings.encoding),
            keepsPreviousVersions: true, sendsLastVersion: false)
        let receipt: RecoveryReceipt
        do {
            receipt = try await Recoverer(store: store, journal: journal).run(
                ApplyIntent(unfinished.intent, applied: session.applied),
                applied: session.applied)
        } catch {
            throw EngineFailure(
                error.exitCode, code: "recovery-failed", "what an earlier apply did could not be recorded",
                causes: [error.message], hints: ["nothing was lost; run the command again"])
        }
        guard receipt.isCertain else {
            throw EngineFailure(
                .failed, code: "recovery-uncertain", "what an earlier apply did cannot be found out for every item",
                causes: receipt.uncertain, hints: ["nothing was lost; run the command again"])
        }
        for line in receipt.words { context.notice(line) }
        session = try await connect()
        return receipt
    }

    /// Finishes what an interrupted run left to do after its commit; says whether there was anything.
    private func repair(_ session: Session) async throws -> Bool {
        if session.isRekeyOpen {
            try await session.items.putInForce(session.key)
            context.notice("a change of the ledger's key was interrupted after its commit; completed")
        }
        guard session.headIsBehind, let revision = session.applied.revision else { return session.isRekeyOpen }
        try await session.items.write(
            LedgerHead(
                environment: environment, revision: revision, items: session.applied.records.count,
                time: context.now()),
            isNew: session.head == nil)
        context.notice("the head item lacked the newest ledger commit, which an interrupted run made; repaired")
        return true
    }
}

extension RecoveryReceipt {
    /// One line per announced change: what became of it.
    var words: [String] {
        lines.map { "  \($0.entry.action.rawValue) \($0.entry.id.selector): \($0.verdict.words)" }
    }

    fileprivate var uncertain: [String] {
        lines.compactMap { line in
            if case .unknown(let why) = line.verdict { "\(line.entry.id.selector): \(why)" } else { nil }
        }
    }
}

extension RecoveryVerdict {
    /// The verdict as a receipt says it.
    package var words: String {
        switch self {
        case .done: "done"
        case .notDone: "not done"
        case .halfDone: "the value was written, the description was not"
        case .changedBySomeoneElse: "changed by someone else"
        case .alreadyRecorded: "done and recorded"
        case .unknown(let reason): "not known: \(reason)"
        }
    }
}
