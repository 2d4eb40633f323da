package import Applying
import Declarations
import Ledger
import Planning
import SyncModel

extension SyncEngine {
    /// Resolves what an interrupted run announced, and repairs a head item or a key that lags behind the ledger.
    ///
    /// - Returns: the receipt; nil where there was nothing to resolve.
    func recover(_ session: inout Session) async throws -> RecoveryReceipt? {
        if try await repair(session) {
            // Whose announcement it is was decided before: `unlock` makes that of another clone its own.
            let intent = session.intent
            session = try await connect()
            session.intent = intent
        }
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
            keepsPreviousVersions: true, sendsLastVersion: false, trash: session.location.trash)
        let purged = try await purged(since: unfinished.intent, in: session.ledger)
        let receipt: RecoveryReceipt
        do {
            receipt = try await Recoverer(store: store, journal: journal).run(
                ApplyIntent(unfinished.intent, applied: session.applied), applied: session.applied, purged: purged)
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

    /// What the ledger says has left the trash since it was announced: an interrupted run may have recorded it, and no
    /// record tells.
    private func purged(since intent: LedgerIntent, in ledger: Ledger) async throws -> Set<ItemPath> {
        guard intent.changes.contains(where: { $0.action == .purge }) else { return [] }
        // One commit of the run and one of each recovery before this one.
        let newest = try await ledger.history(LedgerQuery(limit: 50)).entries
        let told = newest.prefix { $0.revision != intent.ledger }.flatMap(\.changes)
        return Set(told.filter { $0.action == .purge && $0.result == .done }.map(\.path))
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
        context.notice("the head item did not name the newest ledger commit, as after an interrupted run; repaired")
        return true
    }
}

extension RecoveryReceipt {
    /// One line per announced change: what became of it.
    var words: [String] {
        lines.map { "  \($0.entry.action.rawValue) \($0.entry.name): \($0.verdict.words)" }
    }

    fileprivate var uncertain: [String] {
        lines.compactMap { line in
            if case .unknown(let why) = line.verdict { "\(line.entry.name): \(why)" } else { nil }
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
