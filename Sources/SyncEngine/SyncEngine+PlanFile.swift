import Ledger
import Planning
import SyncModel

/// Applying a saved plan: exactly as it was reviewed, or not at all.
extension SyncEngine {
    static func planFile(_ text: String) throws -> PlanFile {
        do {
            return try PlanFile.parse(text)
        } catch {
            throw EngineFailure(
                error.code == .unsupportedFormat ? .stale : .invalidInput, code: "plan-file-\(error.code.rawValue)",
                error.description, hints: ["make a new plan with `lockstep plan --out`"])
        }
    }

    func check(_ file: PlanFile, against draft: Draft) async throws {
        let reasons: [StaleReason]
        do {
            reasons = try file.staleReasons(
                for: draft.outcome.plan, identity: draft.identity, digest: digest(draft.session))
        } catch {
            throw EngineFailure(.stale, code: "plan-file-altered", error.description, hints: ["make a new plan"])
        }
        guard !reasons.isEmpty else { return }
        try await checkNotApplied(file, draft.session)
        throw EngineFailure(
            .stale, code: "plan-stale", "the plan \(file.planID) no longer says what would happen",
            causes: reasons.map(\.message), hints: ["make a new plan, review it and apply that"])
    }

    /// A plan that was carried out is stale by its own doing, which is better said than what it changed.
    private func checkNotApplied(_ file: PlanFile, _ session: Session) async throws {
        let entries = try await session.ledger.history().entries
        guard let entry = entries.first(where: { $0.context?.plan == file.planID }) else { return }
        let how = entry.outcome == .partial ? "was applied already, in part" : "was applied already"
        throw EngineFailure(
            .stale, code: "plan-applied", "the plan \(file.planID) \(how)",
            causes: ["revision \(entry.revision.prefix(12)) of the ledger records it, \(entry.time.iso8601)"],
            hints: [
                "lockstep show \(entry.revision.prefix(12))", "`lockstep plan` tells whether anything is left to do",
            ])
    }
}

extension PlanRequest {
    /// Takes what a saved plan was made with; only what lifts limits stays the caller's.
    mutating func adopt(_ file: PlanFile) {
        let policy = file.policy
        purgeable = Set(file.changes.filter { $0.action == .purge }.map(\.path))
        select = policy.select.map(\.pattern)
        exclude = policy.exclude.map(\.pattern)
        release = policy.release.map(\.pattern)
        prune = policy.prune
        overwriteUnmanaged = policy.overwriteUnmanaged
        overwriteDrift = policy.overwriteDrift
    }
}
