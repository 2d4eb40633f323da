package import Applying

extension JSONReport.Failure {
    /// What a receipt says went wrong with the run; nil where it ran to its end, whatever became of single changes.
    ///
    /// - Parameter preview: The command that shows what would be done now.
    package init?(_ ending: ApplyEnding, preview: String = "lockstep plan") {
        let code: String
        switch ending {
        case .nothingToDo, .finished: return nil
        case .refused(.limits): code = "safety-limit"
        case .refused(.conflicts): code = "conflicts"
        case .refused(.errors): code = "items-in-error"
        case .refused(.unresolvedValues): code = "unresolved-values"
        case .stale: code = "stale-plan"
        case .notStarted(let problem): code = problem.code.rawValue
        case .interrupted: code = "interrupted"
        case .loginLost: code = "login-lost"
        case .notRecorded: code = "not-recorded"
        }
        let notices = ending.notices(preview: preview)
        let texts = notices.map { $0.text.rendered(outside: { $0 }) }
        self.init(
            code: code, message: texts.first ?? code, causes: Array(texts.dropFirst()),
            hints: notices.compactMap { $0.hint?.rendered(outside: { $0 }) })
    }
}
