import AkeylessWire
import SyncModel

/// One login, and how long what it gives may be used.
struct Login: Sendable {
    let method: AuthMethod
    let pipeline: RequestPipeline

    /// The lifetime that is assumed where the service does not say one.
    static let assumedLifetime = Duration.seconds(600)

    /// - Throws: What kept the login from succeeding, with the name of its method.
    func run() async throws -> Session {
        do {
            return try await attempt()
        } catch var error as AkeylessError {
            error.login = method.name
            if !pipeline.options.repeatsWordsAboutLogin { error.serviceText = nil }
            throw error
        }
    }

    private func attempt() async throws -> Session {
        let time = pipeline.options.time
        if let token = method.directToken {
            return Session(token: token, begun: time.uptime(), renewAt: .seconds(Int64.max / 4))
        }
        let reading = AnswerReading(endpoint: .auth, gateway: pipeline.gateway.host, subject: nil)
        let body: RequestBody
        do {
            body = try await LoginBody(pipeline: pipeline).make(for: method)
        } catch let error as CloudIdentityError {
            throw reading.make(.loginFailed, detail: error.description)
        }
        let answer = try await pipeline.perform(.auth, body, subject: nil)
        let auth: AuthAnswer
        do throws(JSONReadingError) {
            auth = try AuthAnswer(json: answer.body)
        } catch { throw reading.failure(error, status: answer.status) }
        guard let token = auth.token else {
            throw reading.make(.loginFailed, detail: "the service wants a further step and gave no token")
        }
        let begun = time.uptime()
        let lifetime = Self.lifetime(of: auth, at: answer.answeredAt ?? time.now())
        let useful = min(Self.useful(lifetime), pipeline.options.sessionLimit ?? lifetime)
        return Session(
            token: token, begun: begun, renewAt: begun + useful, expires: Self.end(of: auth), accessID: auth.accessID)
    }

    /// When a session ends, in unix seconds by the service's clock.
    static func end(of answer: AuthAnswer) -> Int64? {
        answer.expirySeconds ?? answer.expiration.flatMap(HTTPDate.expiration)
    }

    /// Measured against the service's own clock where the answer has a date, so that ours need not be right.
    static func lifetime(of answer: AuthAnswer, at now: Int64) -> Duration {
        guard let end = end(of: answer), end > now else { return assumedLifetime }
        return .seconds(end - now)
    }

    /// A session is replaced a tenth of its life, at most a minute, before its end.
    static func useful(_ lifetime: Duration) -> Duration {
        lifetime - min(.seconds(60), lifetime / 10)
    }
}
