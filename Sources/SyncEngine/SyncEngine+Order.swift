import Ledger
import Planning
import SyncModel

extension SyncEngine {
    /// Under CI nothing may be applied that no one else could reproduce.
    func checkClean(_ source: SourceState, _ call: ApplyCall) throws {
        guard call.isCI, source.isDirty, !call.allowDirty else { return }
        throw EngineFailure(
            .stale, code: "source-dirty",
            "the project differs from the commit that is checked out in \(counted(source.changes.count, "file"))",
            causes: source.changes.prefix(5).map { "git status: \($0)" }
                + (source.changes.count > 5 ? ["and \(source.changes.count - 5) more"] : [])
                + ["under CI only what is committed is applied"],
            hints: [
                "commit them; what a job writes itself belongs outside of the project or into .gitignore",
                "or use --allow-dirty",
            ])
    }

    func checkOrder(_ source: SourceState, _ session: Session, _ call: ApplyCall) async throws {
        guard !call.allowOlder, let commit = source.commit else { return }
        if let problem = try await orderProblem(of: commit, session) { throw problem }
    }

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
