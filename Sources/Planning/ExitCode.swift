/// The exit codes of every command, the same in every output format.
package enum ExitCode: Int32, Sendable, CaseIterable {
    case done = 0
    case failed = 1
    case changesPending = 2
    case partlyApplied = 3
    case stale = 4
    case safetyLimit = 5
    case locked = 6
    case invalidInput = 7
    case driftOrConflict = 8
    case accessDenied = 9
    case usage = 64
    case ourBug = 70

    /// Which of several causes decides the code of a command that wrote nothing.
    package static func beforeFirstWrite(_ causes: Set<ExitCode>) -> ExitCode {
        let order: [ExitCode] = [
            .usage, .invalidInput, .accessDenied, .locked, .stale, .safetyLimit, .driftOrConflict, .failed,
        ]
        return order.first(where: causes.contains) ?? causes.max { $0.rawValue < $1.rawValue } ?? .done
    }
}

/// The exit code of `plan`: always 0 without `--exit-code`, which makes it say what the plan holds.
package func planExit(_ plan: Plan, exitCodeFlag: Bool) -> ExitCode {
    guard exitCodeFlag else { return .done }
    let summary = plan.summary
    if !plan.breaches.isEmpty, !plan.policy.force { return .safetyLimit }
    if summary[.drift] + summary[.conflict] > 0 { return .driftOrConflict }
    if summary[.error] > 0 { return .failed }
    return summary.hasPending ? .changesPending : .done
}
