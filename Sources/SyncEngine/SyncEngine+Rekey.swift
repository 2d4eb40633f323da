import AkeylessClient
import Applying
import Declarations
import Ledger
import Planning
package import SyncModel

/// What a change of the ledger's key is about to do, shown before it is asked for.
package struct RekeyPreview: Sendable {
    package var environment: String
    package var project: String

    /// Ids of the keys; they say nothing about the keys.
    package var oldKey: String
    package var newKey: String

    /// Whether what Akeyless holds could not be compared with the ledger, because the old key is gone.
    package var isOldKeyLost: Bool
    package var items: Int

    /// Items that are gone from Akeyless, and items whose row is no longer the recorded one: what they hold now counts
    /// as applied from then on.
    package var forgotten: [ItemPath]
    package var changed: [ItemPath]
}

/// What a change of the ledger's key did.
package struct RekeyOutcome: Sendable {
    package var preview: RekeyPreview
    package var revision: String
}

extension SyncEngine {
    /// Reads every managed value and records all of them under a new key, as one sealed commit.
    ///
    /// The new key is kept beside the old one before the commit and takes its place after it, so at every moment there is
    /// a key in Akeyless that fits the ledger. While the old key is there, an item that someone else changed stops the
    /// change of the key, since recording it would hide that.
    ///
    /// - Throws: ``EngineFailure`` `no-ledger`, `rekey-unreadable`, `rekey-drift` (8), `declined`.
    package func rekey(
        _ call: LedgerCall, confirm: @Sendable (RekeyPreview) async -> Bool
    ) async throws -> RekeyOutcome {
        try checkLedgerLasts(isCI: call.isCI, localLedger: call.localLedger)
        let writing = try await connectForWriting(timeout: call.lockTimeout, requiringKey: false)
        defer { writing.lock.release() }
        let session = writing.session
        guard let oldKey = session.applied.keyID else {
            throw EngineFailure(
                .failed, code: "no-ledger", "there is no ledger yet that could get a new key",
                hints: ["the first apply makes one"])
        }
        let isLost = session.keyProblem != nil
        let key = session.items.givenKey ?? .random()
        guard key.id != oldKey else {
            throw EngineFailure(
                .invalidInput, code: "key-unchanged", "ledger.key still gives the key that the ledger is written with",
                hints: ["replace the key where the reference leads to, then run this again"])
        }
        context.progress(ProgressEvent(phase: "reading every managed value", total: session.applied.records.count))
        let now = try await managedState(session, under: key)
        if !isLost { try await refuseDrift(session) }
        let preview = RekeyPreview(
            environment: environment, project: session.project.name, oldKey: oldKey, newKey: key.id,
            isOldKeyLost: isLost, items: now.records.count, forgotten: now.absent.sorted(),
            changed: now.records.values.filter { session.applied.records[$0.path]?.row != $0.row }.map(\.path).sorted())
        guard await confirm(preview) else {
            throw EngineFailure(.failed, code: "declined", "the key was not changed: the answer was not yes")
        }
        let holds = try await holds(session, under: key, isOldKeyLost: isLost)
        return RekeyOutcome(preview: preview, revision: try await record(now, holds, session, under: key))
    }

    /// Names what differs from the ledger while the old key can still tell.
    private func refuseDrift(_ session: Session) async throws {
        let now = try await managedState(session, under: session.key)
        let changed = now.records.values.filter {
            $0.fingerprint.whole != session.applied.records[$0.path]?.fingerprint.whole
        }
        let drifted = (changed.map(\.path) + now.absent).sorted()
        guard !drifted.isEmpty else { return }
        throw EngineFailure(
            .driftOrConflict, code: "rekey-drift",
            "\(counted(drifted.count, "item was", "items were")) changed by someone else; a new key would hide it",
            causes: drifted.prefix(20).map(\.rawValue),
            hints: ["see `lockstep status`, and decide about them first: lockstep apply --overwrite-drift"])
    }

    /// What rollbacks rejected, under the new key.
    private func holds(
        _ session: Session, under key: FingerprintKey, isOldKeyLost: Bool
    ) async throws -> [ItemPath: Fingerprint] {
        guard !session.applied.holds.isEmpty else { return [:] }
        let entries = try await declarations(resolving: true).entries
        func declared(_ key: FingerprintKey) -> DesiredState {
            DesiredBuilder(key: key, reader: session.reader).build(entries).state
        }
        return session.applied.holds(rekeyedFrom: isOldKeyLost ? nil : declared(session.key), to: declared(key))
    }

    /// Announces, keeps the new key, commits, and puts the key in force.
    private func record(
        _ state: ManagedState, _ holds: [ItemPath: Fingerprint], _ session: Session, under key: FingerprintKey
    ) async throws -> String {
        let ledger = session.ledger
        try await ledger.checkWritable(at: time)
        if let intent = session.intent.unresolved { try await giveUp(intent, ledger) }
        let ledgerContext = LedgerContext(
            gateway: session.client.gateway.description, accessID: session.accessID,
            source: try await ledger.lastContext()?.source, version: Version.current)
        let announced = try await ledger.announce(
            LedgerIntent(
                plan: "rekey-\(key.id)", holder: holder, ledger: session.applied.revision, keyID: key.id,
                outcome: .rekey, context: ledgerContext, changes: []),
            at: time)
        try await session.items.keepNext(key)
        var records: [ItemPath: AppliedRecord?] = state.records.mapValues(Optional.some)
        for path in state.absent { records.updateValue(nil, forKey: path) }
        let revision = try await ledger.append(
            LedgerUpdate(
                expected: session.applied.revision, records: records,
                changes: state.absent.sorted().map { LedgerChange(.forget, $0) }, holds: holds, outcome: .rekey,
                context: ledgerContext),
            key: key, at: time)
        do {
            try await session.items.putInForce(key)
            try await session.items.write(
                LedgerHead(
                    environment: environment, revision: revision, items: state.records.count, time: context.now()),
                isNew: session.head == nil)
        } catch {
            throw EngineFailure(
                .partlyApplied, code: "rekey-unfinished",
                "the ledger has its new key, but an item beside it could not be written", causes: ["\(error)"],
                hints: ["nothing was lost; the next command that writes completes it"])
        }
        try await ledger.removeIntent(announced)
        return revision
    }

    private var time: LedgerTime { LedgerTime(secondsSinceEpoch: context.now()) }

    /// Without its key an announcement can no longer be resolved; what Akeyless holds is recorded all the same.
    private func giveUp(_ intent: AnnouncedIntent, _ ledger: Ledger) async throws {
        context.notice(
            "what an earlier apply (plan \(intent.intent.plan)) did cannot be told apart any more without its key; "
                + "what Akeyless holds now is recorded")
        for change in intent.intent.changes {
            context.notice("  \(change.action.rawValue) \(change.name): not known")
        }
        try await ledger.removeIntent(intent.revision)
    }
}
