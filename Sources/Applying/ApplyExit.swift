package import Planning

/// The exit code of `apply`: before the first write by cause, after it by how much was done.
package func applyExit(_ report: ApplyReport) -> ExitCode {
    switch report.ending {
    case .nothingToDo: report.skipped > 0 ? .driftOrConflict : .done
    case .refused(let refusal): refusal.exitCode
    case .stale: .stale
    case .notStarted(let problem): problem.exitCode
    case .notRecorded: report.count(.done) > 0 ? .partlyApplied : .failed
    case .finished, .interrupted, .loginLost: exitAfterWrites(report)
    }
}

private func exitAfterWrites(_ report: ApplyReport) -> ExitCode {
    let tried = report.results.filter { $0.action.isPending }
    if tried.allSatisfy({ $0.outcome == .done }) { return report.skipped > 0 ? .driftOrConflict : .done }
    return tried.contains { $0.outcome == .done } ? .partlyApplied : .failed
}

extension Refusal {
    package var exitCode: ExitCode {
        switch self {
        case .limits: .safetyLimit
        case .conflicts: .driftOrConflict
        case .errors: .failed
        case .unresolvedValues: .invalidInput
        }
    }
}

extension ApplyProblem {
    package var exitCode: ExitCode {
        switch code {
        case .accessDenied: .accessDenied
        case .locked: .locked
        case .ledgerMoved: .stale
        case .failed: .failed
        }
    }
}
