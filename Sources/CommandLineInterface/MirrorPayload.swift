import Applying
import Planning
import Reports
import SyncEngine
import SyncModel

/// What became of one target of a mirror.
struct MirrorTarget: Sendable {
    enum Result: Sendable {
        case applied(ApplyOutcome)
        case compared(PlanOutcome)
        case failed(EngineFailure)
    }

    let environment: String
    let result: Result

    var exit: Planning.ExitCode {
        switch result {
        case .applied(let outcome): outcome.exit
        case .compared(let outcome): equalityExit(outcome.plan)
        case .failed(let failure): failure.exit
        }
    }

    /// Whether it went to its end; conflicts that were left on request are no failure.
    var isFinished: Bool {
        guard case .applied(let outcome) = result else { return exit == .done }
        return exit == .done || (exit == .driftOrConflict && outcome.report.skipped > 0)
    }
}

/// A mirror in every form that reports have, target by target.
struct MirrorPayload: ReportPayload {
    let source: String
    let project: String
    let targets: [MirrorTarget]
    let isCheck: Bool
    let isVerbose: Bool

    /// One failed target among others is a mirror that was partly done.
    var exit: Planning.ExitCode {
        let codes = Set(targets.map(\.exit))
        if isCheck || targets.allSatisfy({ !$0.isFinished && $0.exit != .partlyApplied }) {
            return ExitCode.beforeFirstWrite(codes.subtracting([.done]))
        }
        return targets.allSatisfy(\.isFinished) ? codes.max { $0.rawValue < $1.rawValue } ?? .done : .partlyApplied
    }

    func document(isVerbose: Bool) -> ReportDocument {
        MirrorDocument.make(
            from: source, project: project, targets: targets.map { part($0, isVerbose) },
            equal: targets.count(where: \.isFinished), isCheck: isCheck)
    }

    private func part(_ target: MirrorTarget, _ isVerbose: Bool) -> ReportDocument {
        switch target.result {
        case .applied(let outcome):
            let preview = "lockstep mirror --from \(source) --to \(target.environment) --check"
            return ApplyPayload(command: "mirror", outcome: outcome, isVerbose: isVerbose, preview: preview)
                .document(isVerbose: isVerbose)
        case .failed(let failure):
            return FailurePayload(command: "mirror", environment: target.environment, failure: failure)
                .document(isVerbose: isVerbose)
        case .compared(let outcome):
            var document = PlanDocument.make(outcome.plan, comparison(outcome, isVerbose), title: "Comparison")
            if target.exit == .done {
                document.summary = "Equal: \(ours: counted(outcome.plan.summary.compared, "entry", "entries")) compared"
            }
            return document
        }
    }

    private func comparison(_ outcome: PlanOutcome, _ isVerbose: Bool) -> ReportContext {
        var context = ReportContext(outcome, isVerbose: isVerbose)
        context.namesUnmanaged = true
        return context
    }

    func json() throws -> String {
        let reports = targets.map { target -> JSONReport in
            switch target.result {
            case .applied(let outcome):
                return ApplyPayload(command: "mirror", outcome: outcome, isVerbose: isVerbose).report
            case .compared(let outcome):
                return JSONReport(
                    command: "mirror", outcome.plan, comparison(outcome, isVerbose), exitCode: target.exit)
            case .failed(let failure):
                var report = FailurePayload(
                    command: "mirror", environment: target.environment, failure: failure
                ).report
                report.project = project
                return report
            }
        }
        return try encodeJSON(
            JSONReport(
                command: "mirror", environment: source, project: project, targets: reports, error: error,
                exitCode: exit))
    }

    /// What went wrong, where anything did.
    private var error: JSONReport.Failure? {
        let failed = targets.compactMap { target -> (String, EngineFailure)? in
            if case .failed(let failure) = target.result { (target.environment, failure) } else { nil }
        }
        guard let (_, first) = failed.first else { return nil }
        return JSONReport.Failure(
            code: failed.count == 1 ? first.code : "targets-failed",
            message: "\(failed.count) of \(counted(targets.count, "target")) failed",
            causes: failed.map { "\($0): \($1.message)" }, hints: failed.flatMap(\.1.hints))
    }
}

extension PlanSummary {
    /// Entries whose values were compared and are equal.
    fileprivate var compared: Int { self[.unchanged] + self[.refresh] + self[.adopt] }
}
