package import Ledger
import Planning
package import SyncModel

/// What `verify` was asked for.
package struct VerifyRequest: Sendable {
    /// Where to stop; nil for the newest revision.
    package var revision: String?

    /// Asks neither Akeyless nor the remote: structure only.
    package var offline = false

    /// Requires a signature of every revision that the user's git accepts.
    package var signatures = false

    /// Compares every recorded fingerprint with what Akeyless holds.
    package var values = false

    package init() {}
}

/// What `verify` found.
package struct VerifyOutcome: Sendable {
    package var environment: String
    package var project: String
    package var ledger: LedgerVerification

    /// Why seals were not checked, if so: no gateway, no right to read the key.
    package var withoutKey: String?

    /// What the user can do to have them checked, where they were not asked for.
    package var keyHints: [String] = []

    /// Whether the head item was compared with the branch, which it is for the whole ledger only.
    package var headWasChecked = false

    /// What kept the key from being read although it was asked for: nothing but the structure is known then.
    package var keyFailure: (any Error)?

    /// What the head item says against the ledger, if anything.
    package var headProblem: String?

    /// How many items were compared with Akeyless, and what is wrong with which; nil if that was not asked for.
    package var values: ValueVerification?

    package var isGood: Bool { ledger.problem == nil && headProblem == nil }
}

/// How the records of a revision compare with what Akeyless holds.
package struct ValueVerification: Sendable {
    package enum Finding: String, Sendable {
        case differs, absent, unreadable
    }

    package var compared: Int
    package var findings: [(path: ItemPath, finding: Finding, detail: String?)]
}

extension SyncEngine {
    /// Walks the ledger from its beginning; with the key the seals and the head item too.
    package func verify(_ request: VerifyRequest) async throws -> VerifyOutcome {
        let (ledger, project) = try await openLedger()
        let pull = request.offline ? nil : try await ledger.pull()
        noticeUnresolved(try await ledger.standing(pull))
        let signatures = request.signatures ? try await signatures(ledger, upTo: request.revision) : nil
        var outcome = VerifyOutcome(
            environment: environment, project: project.name, ledger: LedgerVerification(), withoutKey: "not asked for")
        guard !request.offline else {
            outcome.keyHints = ["leave out --offline to check them"]
            outcome.ledger = try await ledger.verify(upTo: request.revision, signatures: signatures)
            return outcome
        }
        let keys: [FingerprintKey]
        let items: LedgerItems
        let state: LedgerItems.State
        let connection: Connection
        do {
            connection = try await self.connection(lastGateway: try await lastGateway(in: ledger))
            items = try await ledgerItems(connection, project)
            state = try await items.read()
            keys = try await verificationKeys(items, state, ledger)
        } catch {
            try Task.checkCancellation()
            // A head that cannot be understood is a finding of its own, not a lack of access.
            let isBroken = (error as? EngineFailure)?.code == LedgerItems.brokenHead
            guard !request.values, !isBroken else { throw error }
            outcome.withoutKey = "the key could not be read from Akeyless: \(Self.words(error))"
            outcome.keyFailure = error
            outcome.ledger = try await ledger.verify(upTo: request.revision, signatures: signatures)
            return outcome
        }
        outcome.withoutKey = keys.isEmpty ? Self.whyNoKey(state, items.location) : nil
        outcome.ledger = try await ledger.verify(
            keys: keys, current: request.revision == nil ? keys.first?.id : nil, upTo: request.revision,
            signatures: signatures)
        if keys.isEmpty, outcome.ledger.tip != nil {
            let path = items.location.keyPath
            outcome.keyFailure =
                state.isKeyBroken ? HeadCheck.keyBroken(path, hasLedger: true) : HeadCheck.keyMissing(path)
        }
        outcome.headWasChecked = request.revision == nil
        if outcome.headWasChecked { outcome.headProblem = try await headProblem(state, ledger) }
        if request.values, outcome.ledger.problem == nil {
            outcome.values = try await compareValues(ledger, request.revision, keys, connection, items)
        }
        return outcome
    }

    private static func whyNoKey(_ state: LedgerItems.State, _ location: LedgerLocation) -> String {
        state.isKeyBroken
            ? "the item \(location.keyPath) is not a ledger key" : "there is no key in Akeyless at \(location.keyPath)"
    }

    /// The key in force first, then those that Akeyless still keeps as versions of the item.
    private func verificationKeys(
        _ items: LedgerItems, _ state: LedgerItems.State, _ ledger: Ledger
    ) async throws -> [FingerprintKey] {
        let wanted = try await ledger.appliedState().keyID
        var keys = [state.key].compactMap(\.self)
        if let wanted, keys.first?.id != wanted, let next = try await items.next(), next.id == wanted {
            keys.insert(next, at: 0)
        }
        return keys.isEmpty ? [] : keys + (await items.earlierKeys())
    }

    /// What the head item says against the branch; commits since, as an interrupted run makes, are no contradiction.
    private func headProblem(_ state: LedgerItems.State, _ ledger: Ledger) async throws -> String? {
        guard let head = state.head else {
            let isFirst = try await ledger.history(LedgerQuery(limit: 2)).entries.count < 2
            return isFirst ? nil : "there is no head item that names the newest revision"
        }
        switch try await ledger.lead(over: head.revision) {
        case 0?:
            let count = try await ledger.appliedState().records.count
            return count == head.items
                ? nil : "the head item counts \(counted(head.items, "record")), the newest revision has \(count)"
        case _?:
            context.notice(
                "the head item does not name the newest revision, as after an interrupted run; the next apply repairs it"
            )
            return nil
        case nil:
            let tip = try await ledger.revision()
            return
                "the head item names \(head.revision.prefix(12)), the branch ends at \(tip?.prefix(12) ?? "nothing")"
        }
    }

    private static func words(_ error: any Error) -> String {
        switch error {
        case let failure as EngineFailure: failure.message
        default: "\(error)"
        }
    }
}
