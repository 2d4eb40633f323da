/// A command the gateway declines, as the service words it: status, code and one line about names and ids.
///
/// Values never enter a refusal.
package struct Refusal: Error, Equatable {
    package let status: Int
    package let code: String
    package let detail: String
    /// Whether the detail stands alone, without the nesting of ``text(of:accountID:accessID:)``.
    package var isBare = false

    package init(status: Int, code: String, detail: String, isBare: Bool = false) {
        self.status = status
        self.code = code
        self.detail = detail
        self.isBare = isBare
    }

    init(_ guess: ServiceGuesses.Refused, name: String = "") {
        self.init(
            status: guess.status, code: guess.code,
            detail: guess.detail.split(separator: "%", omittingEmptySubsequences: false).joined(separator: name))
    }

    static func notFound(_ name: String) -> Refusal {
        Refusal(status: 404, code: "NotFound", detail: "failed to obtain item \(name)")
    }

    static func unauthorized(accessID: String) -> Refusal {
        Refusal(
            status: 401, code: "UnauthorizedAccess", detail: "unauthorized access for access id \(accessID)")
    }

    static func invalid(_ detail: String) -> Refusal {
        Refusal(status: 400, code: "InvalidParam", detail: detail)
    }

    static func missing(_ parameter: String) -> Refusal {
        body("Missing required parameter - \(parameter)")
    }

    static func body(_ reason: String) -> Refusal {
        Refusal(status: 400, code: "InvalidBody", detail: "invalid request body: \(reason)", isBare: true)
    }

    /// The nested line the service sends: what was being done, the inner step, status, code, ids and the detail.
    func text(of purpose: CommandPurpose, accountID: String, accessID: String) -> String {
        if isBare { return detail }
        let reason = HTTPReason.phrase(status)
        return "\(purpose.outer): Desc: \(purpose.inner). Status \(status) \(reason), Error: \(code). "
            + "Message: account id: \(accountID), access id: \(accessID). \(detail)"
    }
}

/// What a command does, in the two phrases that open its error texts.
package struct CommandPurpose: Sendable {
    let outer: String
    let inner: String
}

/// The reason phrases of the statuses the gateway sends.
enum HTTPReason {
    static func phrase(_ status: Int) -> String {
        phrases[status] ?? "Status"
    }

    private static let phrases = [
        200: "OK", 201: "Created", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
        409: "Conflict", 413: "Payload Too Large", 429: "Too Many Requests", 500: "Internal Server Error",
        502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
    ]
}
