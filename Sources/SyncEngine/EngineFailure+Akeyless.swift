package import AkeylessClient
import Planning

extension EngineFailure {
    /// What a failed call means for the command: which login or path, and what to look at.
    package init(_ error: AkeylessError) {
        let (exit, hints): (ExitCode, [String]) =
            switch error.kind {
            case .loginFailed:
                (.accessDenied, ["check gateway.auth (`lockstep config` shows where each value comes from)"])
            case .denied:
                (.accessDenied, ["ask for the right on that path"])
            case .unreachable:
                (.failed, ["check gateway.url, the network and proxy settings; is the gateway running?"])
            case .unknownCommand, .garbage:
                (
                    .failed,
                    ["the address may be wrong: a gateway serves the API below /api/v2 or /v2, often on port 8000"]
                )
            case .throttled: (.failed, ["try again later, or lower --parallelism"])
            default: (.failed, [])
            }
        self.init(
            exit, code: "akeyless-\(error.kind)", Self.message(error), causes: [error.description], hints: hints)
    }

    private static func message(_ error: AkeylessError) -> String {
        let subject = error.subject.map { " \($0)" } ?? ""
        return switch error.kind {
        case .loginFailed: "cannot log in to \(error.gateway)"
        case .denied: "Akeyless denies \(error.endpoint)\(subject)"
        case .unreachable: "cannot reach the gateway \(error.gateway)"
        case .throttled: "the gateway \(error.gateway) is throttling, and waiting did not help"
        case .garbage: "the gateway \(error.gateway) gave an answer that is not one of the Akeyless API"
        case .unknownCommand: "\(error.gateway) answers, but does not know the Akeyless API at that address"
        default: "\(error.endpoint)\(subject) failed at \(error.gateway)"
        }
    }
}
