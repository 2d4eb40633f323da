import Ledger
import Planning
import SyncModel

extension SyncEngine {
    /// Why a commit must not be applied after the one that was applied last: an older or side-line checkout would undo
    /// what was applied since. Nil where it comes after that one, or is it.
    func orderProblem(of commit: String, _ session: Session) async throws -> EngineFailure? {
        guard let last = try await session.ledger.lastContext()?.source else { return nil }
        let repository = try sourceRepository()
        let what: String
        switch try await repository.relation(of: commit, to: last) {
        case .same, .newer: return nil
        case .older: what = "this checkout is older than what was applied last"
        case .sideLine: what = "this checkout is on another line of history than what was applied last"
        case .unknown: what = "this clone does not hold the commit that was applied last"
        }
        let deepen =
            await repository.isShallow ? ["this clone is shallow: git fetch --unshallow (in CI: fetch-depth 0)"] : []
        return EngineFailure(
            .stale, code: "source-older", what,
            causes: ["applied last: \(last.prefix(12)); checked out: \(commit.prefix(12))"],
            hints: deepen + [
                "fetch and check out the newest commit, or use --allow-older to apply this one all the same"
            ])
    }

    /// Says in a plan what would keep `apply` from carrying it out in this checkout.
    func orderWarnings(_ session: Session) async throws -> [Diagnostic] {
        guard let commit = try await sourceRepository().commit(),
            let problem = try await orderProblem(of: commit, session)
        else { return [] }
        return [
            Diagnostic(
                .warning, code: problem.code,
                "`lockstep apply` would refuse: \(problem.message) (\(problem.causes.joined(separator: "; ")))",
                hint: problem.hints.joined(separator: "; "))
        ]
    }
}
