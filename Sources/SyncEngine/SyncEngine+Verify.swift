package import Ledger
import Planning
import SyncModel

/// What `verify` found.
package struct VerifyOutcome: Sendable {
    package var ledger: LedgerVerification

    /// Why seals were not checked, if so: no gateway, no right to read the key.
    package var withoutKey: String?

    /// What the head item says against the ledger, if anything.
    package var headProblem: String?

    package var isGood: Bool { ledger.problem == nil && headProblem == nil }
}

extension SyncEngine {
    /// Walks the ledger from its beginning; with the key the seals and the head item too.
    package func verify(_ revision: String?, offline: Bool) async throws -> VerifyOutcome {
        let (ledger, project) = try await openLedger()
        guard !offline else {
            return VerifyOutcome(ledger: try await ledger.verify(upTo: revision), withoutKey: "not asked for")
        }
        let state: LedgerItems.State
        do {
            let last = try await ledger.lastContext()?.gateway.flatMap(Self.hostAndPort)
            state = try await ledgerItems(try await connection(lastGateway: last), project).read()
        } catch {
            return VerifyOutcome(
                ledger: try await ledger.verify(upTo: revision), withoutKey: "the key could not be read from Akeyless")
        }
        var outcome = VerifyOutcome(
            ledger: try await ledger.verify(keys: [state.key].compactMap(\.self), upTo: revision))
        if state.key == nil { outcome.withoutKey = "there is no key in Akeyless" }
        if revision == nil, let head = state.head, head.revision != outcome.ledger.tip {
            outcome.headProblem =
                "the head item names \(head.revision.prefix(12)), the branch ends at \(outcome.ledger.tip?.prefix(12) ?? "nothing")"
        }
        return outcome
    }
}
