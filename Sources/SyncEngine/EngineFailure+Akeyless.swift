package import AkeylessClient
import Planning

extension EngineFailure {
    /// What a failed call means for the command: which login or path, and what to look at.
    package init(_ error: AkeylessError) {
        let (exit, hints): (ExitCode, [String]) =
            switch error.kind {
            case .loginFailed:
                (.accessDenied, Self.loginHints(error))
            case .denied:
                (.accessDenied, Self.denialHints(error))
            case .unreachable:
                (
                    .failed,
                    [
                        "check gateway.url (also whether it is http:// or https://), the network and proxy settings; "
                            + "is the gateway running?"
                    ]
                )
            case .unknownCommand, .garbage:
                (
                    .failed,
                    ["the address may be wrong: a gateway serves the API below /api/v2 or /v2, often on port 8000"]
                )
            case .throttled: (.failed, ["try again later, or lower --parallelism"])
            case .notFound, .alreadyExists, .invalidRequest: (.failed, [])
            default: (.failed, ["is there an Akeyless gateway at gateway.url? if there is, try again later"])
            }
        self.init(
            exit, code: "akeyless-\(error.kind)", Self.message(error), causes: [error.description], hints: hints)
    }

    private static func loginHints(_ error: AkeylessError) -> [String] {
        let method = error.login ?? ""
        let wasSent = error.status != nil || error.serviceText != nil
        return (wasSent ? LoginAdvice.whenRefused(method) : LoginAdvice.whenWithoutIdentity(method)) + [
            "`lockstep config` shows where each setting of the login comes from, `lockstep auth check` tries it"
        ]
    }

    /// The service answers the same for a name that does not exist, so that nobody can probe for names.
    private static func denialHints(_ error: AkeylessError) -> [String] {
        if let login = error.login { return LoginAdvice.whenRefused(login) + ["or ask for the right on that path"] }
        return ["ask for the right on that path, if it exists at all; `lockstep auth check` shows your rights"]
    }

    private static func message(_ error: AkeylessError) -> String {
        let subject = error.subject.map { " \($0)" } ?? ""
        return switch error.kind {
        case .loginFailed: "cannot log in to \(error.gateway)\(error.login.map { " with \($0)" } ?? "")"
        case .denied: "Akeyless denies \(error.endpoint)\(subject)"
        case .notFound where error.subject != nil: "there is no item\(subject) at \(error.gateway)"
        case .alreadyExists where error.subject != nil: "there is an item\(subject) already"
        case .unreachable: "cannot reach the gateway \(error.gateway)"
        case .throttled: "the gateway \(error.gateway) is throttling, and waiting did not help"
        case .garbage: "the gateway \(error.gateway) gave an answer that is not one of the Akeyless API"
        case .unknownCommand: "\(error.gateway) answers, but does not know the Akeyless API at that address"
        default: "\(error.endpoint)\(subject) failed at \(error.gateway)"
        }
    }
}
