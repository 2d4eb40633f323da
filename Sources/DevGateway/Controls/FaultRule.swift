/// One scripted failure: which calls it concerns and what happens to them.
package struct FaultRule: Sendable, Equatable {
    /// The command concerned; every command when nil.
    package var command: String?
    /// A part of the item name concerned; every name when nil.
    package var name: String?
    /// The first matching call that suffers, counted from 1.
    package var nth: Int
    /// How many matching calls suffer from there on; all when nil.
    package var times: Int?
    package var action: FaultAction

    package init(
        command: String? = nil, name: String? = nil, nth: Int = 1, times: Int? = 1, action: FaultAction
    ) {
        self.command = command
        self.name = name
        self.nth = nth
        self.times = times
        self.action = action
    }

    func concerns(command: String, subject: String?) -> Bool {
        if let wanted = self.command, wanted != command { return false }
        if let part = name, !part.isEmpty { return subject?.contains(part) ?? false }
        return true
    }

    func suffers(match: Int) -> Bool {
        match >= nth && times.map { match - nth < $0 } ?? true
    }
}

/// What a fault does to a call.
package enum FaultAction: Sendable, Equatable {
    /// Answers with a status instead of processing, or after it where `processed` says so.
    case status(Int, body: String? = nil, retryAfter: String? = nil, processed: Bool = false)
    /// Waits before the call is processed.
    case delayBefore(Duration)
    /// Waits between processing and the answer.
    case delayAfter(Duration)
    /// Closes the connection; nothing is processed.
    case dropBefore
    /// Processes the call, then closes the connection without an answer.
    case dropAfter
    /// Processes the call and closes the connection after a part of the answer's body.
    case truncate(keeping: Int? = nil)
    /// Processes the call and answers 200 with something that is not the service's JSON.
    case garbage(body: String, contentType: String)
    /// Processes the call and answers 200 with a body of that many bytes.
    case huge(bytes: Int)
    /// Sends the caller elsewhere without processing.
    case redirect(location: String, status: Int = 302)
    /// Serves a read from a cache filled when the rule was set, unless the call has `ignore-cache`.
    case stale

    /// The name of the action in the control interface and the request log.
    package var name: String {
        switch self {
        case .status: "status"
        case .delayBefore: "delay-before"
        case .delayAfter: "delay-after"
        case .dropBefore: "drop-before"
        case .dropAfter: "drop-after"
        case .truncate: "truncate"
        case .garbage: "garbage"
        case .huge: "huge"
        case .redirect: "redirect"
        case .stale: "stale"
        }
    }
}
