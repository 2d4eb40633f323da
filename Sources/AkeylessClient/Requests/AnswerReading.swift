import AkeylessWire
import SyncModel

/// Turns what came back, or did not, into a verdict.
///
/// Pure: the same answer always means the same.
struct AnswerReading {
    let endpoint: Endpoint
    let gateway: String
    let subject: String?

    /// Nil for a success.
    func failure(in response: TransportResponse) -> AkeylessError? {
        guard !(200..<300).contains(response.status) else { return nil }
        let explanation = ErrorBody(json: response.body)
        var error = make(kind(status: response.status, explanation: explanation))
        error.status = response.status
        error.code = explanation?.code
        error.serviceText = explanation.map { Self.shortened($0.text) }
        error.detail = Self.detail(error.kind, response: response, explained: explanation != nil)
        if response.status == 429 {
            error.retryAfter = RetryAfter.wait(
                header: response.header("Retry-After"), date: response.header("Date"), text: explanation?.text)
        }
        error.isTransient =
            response.status == 429
            || endpoint.isIdempotent && [408, 500, 502, 503, 504].contains(response.status)
        return error
    }

    func failure(_ transport: TransportError) -> AkeylessError {
        var error: AkeylessError
        switch transport.stage {
        case .neverSent, .neverPossible: error = make(.unreachable)
        case .answerLost: error = make(endpoint.isIdempotent ? .unreachable : .lostAnswer)
        case .answerTooLong: error = make(endpoint.isIdempotent ? .garbage : .lostAnswer)
        }
        error.detail = transport.reason
        error.isTransient =
            transport.stage == .neverSent || transport.stage == .answerLost && endpoint.isIdempotent
        return error
    }

    /// An answer with a good status that is not what the command answers: a write may well have happened.
    func failure(_ unreadable: JSONReadingError, status: Int) -> AkeylessError {
        var error = make(endpoint.isIdempotent ? .garbage : .lostAnswer)
        error.status = status
        error.detail = "the answer is not what the akeyless API answers (\(unreadable.reason))"
        return error
    }

    func make(_ kind: AkeylessError.Kind, detail: String? = nil) -> AkeylessError {
        var error = AkeylessError(kind, endpoint: endpoint.path.rawValue, gateway: gateway, detail: detail)
        error.subject = subject.map(escapedForTerminal)
        return error
    }

    /// The status decides; the text only where the status is known not to be enough.
    private func kind(status: Int, explanation: ErrorBody?) -> AkeylessError.Kind {
        let text = explanation?.text.lowercased() ?? ""
        if (400..<500).contains(status), text.contains("unknown command") { return .unknownCommand }
        switch status {
        case 429: return .throttled
        case 408: return endpoint.isIdempotent ? .unreachable : .lostAnswer
        case 300..<400: return .garbage
        case 500...: return endpoint.isIdempotent ? .server : .lostAnswer
        case 400..<500 where explanation == nil: return status == 401 || status == 403 ? denial : .garbage
        case 400..<500 where endpoint.effect == .login: return .loginFailed
        case 401, 403: return .denied
        // A bare reason phrase comes from a server in front that knows no such address, not from the service.
        case 404: return text == "not found" ? .garbage : .notFound
        case 409: return endpoint == .createSecret || text.contains("already exist") ? .alreadyExists : .conflict
        case 400..<500: return text.contains("already exist") ? .alreadyExists : .invalidRequest
        default: return .garbage
        }
    }

    private var denial: AkeylessError.Kind { endpoint.effect == .login ? .loginFailed : .denied }

    private static func detail(
        _ kind: AkeylessError.Kind, response: TransportResponse, explained: Bool
    ) -> String? {
        if (300..<400).contains(response.status) {
            let host = response.header("Location").flatMap { try? WebAddress($0).authority }
            return "a redirect\(host.map { " to " + escapedForTerminal($0) } ?? ""), which is not followed"
        }
        if kind == .unknownCommand { return "the base path of the gateway address is probably wrong" }
        return explained ? nil : "an answer without explanation"
    }

    private static func shortened(_ text: String) -> String {
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let safe = escapedForTerminal(String(words.prefix(200)))
        return words.count > 200 ? safe + "…" : safe
    }
}
