import AkeylessWire

/// Carries a command to the service and back: takes a turn, sends, judges the answer, repeats where that is safe.
///
/// It knows nothing of tokens; whoever calls has put one into the body, or not.
struct RequestPipeline: Sendable {
    let gateway: GatewayURL
    let transport: any HTTPTransport
    let options: ClientOptions
    let limiter: ConcurrencyLimiter
    let counter = RequestCounter()

    init(gateway: GatewayURL, transport: any HTTPTransport, options: ClientOptions) {
        self.gateway = gateway
        self.transport = transport
        self.options = options
        limiter = ConcurrencyLimiter(maximum: options.concurrency)
    }

    /// An answer with a good status, and when it was given by the service's own clock.
    struct Answer: Sendable {
        var status: Int
        var body: [UInt8]
        var answeredAt: Int64?
    }

    func perform(_ endpoint: Endpoint, _ body: RequestBody, subject: String?) async throws -> Answer {
        let reading = AnswerReading(endpoint: endpoint, gateway: gateway.host, subject: subject)
        let bytes = body.encoded()
        // Time in the queue for a turn is not counted: it says nothing about the service's health.
        var spent = Duration.zero
        var asked = Duration.zero
        var attempt = 0
        while true {
            attempt += 1
            let (result, duration) = try await attemptOnce(endpoint, bytes, reading, spent: spent)
            guard case .failure(let failure) = result else { return try result.get() }
            spent += duration
            if endpoint.isIdempotent { try Task.checkCancellation() }
            let decision = options.retry.decide(
                after: failure, attempt: attempt, spent: spent, asked: asked, jitter: options.jitter())
            guard case .wait(let wait) = decision else { throw failure }
            if wait > .seconds(2) { options.observer(.waiting(wait, because: failure)) }
            try await options.time.sleep(wait)
            if failure.retryAfter == nil { spent += wait } else { asked += wait }
        }
    }

    private func attemptOnce(
        _ endpoint: Endpoint, _ body: [UInt8], _ reading: AnswerReading, spent: Duration
    ) async throws -> (result: Result<Answer, AkeylessError>, duration: Duration) {
        let turn = try await limiter.acquire()
        counter.count(endpoint.path)
        let start = options.time.uptime()
        let result = await send(endpoint, body, reading, spent: spent)
        switch result {
        case .success: await limiter.release(turn, after: .success)
        case .failure(let error) where error.kind == .throttled:
            options.observer(.throttled)
            await limiter.release(turn, after: .throttled)
        case .failure: await limiter.release(turn, after: .other)
        }
        return (result, options.time.uptime() - start)
    }

    private func send(
        _ endpoint: Endpoint, _ body: [UInt8], _ reading: AnswerReading, spent: Duration
    ) async -> Result<Answer, AkeylessError> {
        let timeLeft = max(options.retry.budget - spent, .seconds(1))
        let request = TransportRequest(
            url: gateway.url(of: endpoint.path),
            headers: [
                HTTPHeader("Content-Type", "application/json"), HTTPHeader("Accept", "application/json"),
                HTTPHeader("User-Agent", options.userAgent),
            ], body: body,
            timeout: options.retry.budget == .zero ? options.requestTimeout : min(options.requestTimeout, timeLeft),
            maximumResponseSize: options.maximumResponseSize)
        do {
            let response = try await transport.send(request)
            if let failure = reading.failure(in: response) { return .failure(failure) }
            let date = response.header("Date").flatMap(HTTPDate.seconds)
            return .success(Answer(status: response.status, body: response.body, answeredAt: date))
        } catch {
            return .failure(reading.failure(error))
        }
    }
}
