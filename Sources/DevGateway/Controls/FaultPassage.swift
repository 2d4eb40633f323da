/// The way of one call through the faults that met it.
struct FaultPassage {
    let actions: [FaultAction]
    let sleep: @Sendable (Duration) async throws -> Void

    /// Delays, replaces, cuts or drops; without faults it only calls `process`.
    func run(_ process: () async -> GatewayAnswer) async -> GatewayAnswer {
        if actions.isEmpty { return await process() }
        for case .delayBefore(let duration) in actions { await wait(duration) }
        for action in actions {
            if let answer = answerInstead(action) { return answer }
        }
        var answer = await process()
        for action in actions { spoil(&answer, by: action) }
        for case .delayAfter(let duration) in actions { await wait(duration) }
        return answer
    }

    /// A wait that ends early when the gateway stops.
    private func wait(_ duration: Duration) async {
        do {
            try await sleep(duration)
        } catch {
            return
        }
    }

    private func answerInstead(_ action: FaultAction) -> GatewayAnswer? {
        switch action {
        case .dropBefore: return .dropped
        case .status(let status, let body, let retryAfter, false):
            return scripted(status, body: body, retryAfter: retryAfter)
        case .redirect(let location, let status):
            var answer = GatewayAnswer(status: status, body: [])
            answer.headers.append(("location", location))
            return answer
        default: return nil
        }
    }

    private func spoil(_ answer: inout GatewayAnswer, by action: FaultAction) {
        switch action {
        case .status(let status, let body, let retryAfter, true):
            answer = scripted(status, body: body, retryAfter: retryAfter)
        case .dropAfter: answer = .dropped
        case .truncate(let count):
            answer.delivery = .cut(after: max(0, min(count ?? answer.body.count / 2, answer.body.count)))
        case .garbage(let body, let contentType):
            answer = GatewayAnswer(status: 200, body: Array(body.utf8), contentType: contentType)
        case .huge(let bytes):
            answer = GatewayAnswer(status: 200, body: [UInt8](repeating: UInt8(ascii: " "), count: max(0, bytes)))
        default: break
        }
    }

    private func scripted(_ status: Int, body: String?, retryAfter: String?) -> GatewayAnswer {
        let text = body ?? (status >= 500 ? "internal server error" : HTTPReason.phrase(status))
        var answer =
            text.hasPrefix("{")
            ? GatewayAnswer(status: status, body: Array(text.utf8)) : GatewayAnswer(error: text, status: status)
        if let retryAfter { answer.headers.append(("retry-after", retryAfter)) }
        return answer
    }
}
