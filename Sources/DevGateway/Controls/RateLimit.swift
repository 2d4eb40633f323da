/// A quota of calls per second of the gateway's clock.
package struct RateLimit: Sendable, Equatable {
    package var callsPerSecond: Int
    /// Whether a refusal carries `Retry-After`; otherwise its text alone tells when to come back.
    package var sendsRetryAfter: Bool
    private var second = Int.min
    private var count = 0

    package init(callsPerSecond: Int, sendsRetryAfter: Bool) {
        self.callsPerSecond = callsPerSecond
        self.sendsRetryAfter = sendsRetryAfter
    }

    /// Takes one call into account; false when it is one too many.
    mutating func admit(at now: Int) -> Bool {
        if now != second {
            second = now
            count = 0
        }
        count += 1
        return count <= callsPerSecond
    }

    /// The service's answer to a call above the quota.
    var refusal: GatewayAnswer {
        var answer = GatewayAnswer(error: "request limit reached, will be released in 1s", status: 429)
        if sendsRetryAfter { answer.headers.append(("retry-after", "1")) }
        return answer
    }
}
