package import AkeylessWire
import SyncModel

/// Speaks the akeyless API: one method per command, with login, repetition and judgement of answers behind them.
///
/// A client is cheap to share and safe to use from many tasks: they have one session, one connection pool and one
/// bound on requests under way.
public struct AkeylessClient: Sendable {
    /// Where it speaks.
    public let gateway: GatewayURL

    let pipeline: RequestPipeline
    private let method: AuthMethod
    private let tokens: TokenCache

    /// Creates a client; nothing is sent until a command is.
    package init(gateway: GatewayURL, auth: AuthMethod, transport: any HTTPTransport, options: ClientOptions) {
        self.gateway = gateway
        method = auth
        let pipeline = RequestPipeline(gateway: gateway, transport: transport, options: options)
        self.pipeline = pipeline
        tokens = TokenCache(uptime: options.time.uptime) {
            try await Login(method: auth, pipeline: pipeline).run()
        }
    }

    /// Creates a client with the usual limits; nothing is sent until a command is.
    ///
    /// - Parameter environment: The variables that logins of clouds and pods may look at, by the names that the clouds'
    ///   own tools use.
    public init(
        gateway: GatewayURL, auth: AuthMethod, transport: any HTTPTransport, environment: [String: String] = [:]
    ) {
        var options = ClientOptions(time: .system)
        options.cloud = .system(environment: environment)
        self.init(gateway: gateway, auth: auth, transport: transport, options: options)
    }

    /// The name of the login, such as `aws_iam`.
    package var methodName: String { method.name }

    /// How many requests it lets run at once at most; tasks beyond that only wait for their turn.
    package var parallelism: Int { pipeline.limiter.maximum }

    /// The number of requests sent so far, by command; repetitions count.
    public var requestCounts: [String: Int] { pipeline.counter.byCommand }
}

extension AkeylessClient {
    /// Logs in if there is no session; a way to learn early whether the credentials are good.
    public func login() async throws {
        _ = try await tokens.session()
    }

    /// Logs in if there is no session, and tells when the session ends, in unix seconds by the service's clock.
    ///
    /// A token that needs no login is checked with the service first. Nil where the service does not say.
    public func sessionEnd() async throws -> Int64? {
        let session = try await tokens.session()
        guard method.directToken != nil else { return session.expires }
        var refusal = AkeylessError(.loginFailed, endpoint: APIPath.validateToken.rawValue, gateway: gateway.host)
        refusal.login = method.name
        let validity = try await validateToken()
        guard validity.isValid else {
            refusal.detail = "the token is not valid"
            refusal.serviceText = validity.reason.map { escapedForTerminal(String($0.prefix(200))) }
            throw refusal
        }
        return validity.expiration.flatMap(HTTPDate.expiration)
            ?? validity.secondsLeft.flatMap { left in
                let (end, isOutside) = pipeline.options.time.now().addingReportingOverflow(left)
                return isOutside ? nil : end
            }
    }

    /// Logs in if there is no session, and tells as whom; nil where neither settings nor service say it.
    package func accessID() async throws -> String? {
        let session = try await tokens.session()
        return method.accessID ?? session.accessID
    }

    /// Asks the service whether the token in use is valid.
    package func validateToken() async throws -> TokenValidity {
        let session = try await tokens.session()
        let body: RequestBody = [.token: .secret(session.token)]
        let answer = try await pipeline.perform(.validateToken, body, subject: nil)
        return try read(TokenValidity.self, from: answer, of: .validateToken, subject: nil)
    }

    /// Sends a command and reads its answer.
    func call<Answer: WireAnswer>(
        _ endpoint: Endpoint, _ body: RequestBody, subject: String? = nil, as type: Answer.Type = Answer.self
    ) async throws -> Answer {
        let answer = try await authorized(endpoint, body, subject: subject)
        return try read(type, from: answer, of: endpoint, subject: subject)
    }

    /// As ``call(_:_:subject:as:)``, with the time of the answer by the service's clock.
    func dated<Answer: WireAnswer>(
        _ endpoint: Endpoint, _ body: RequestBody, subject: String? = nil, as type: Answer.Type = Answer.self
    ) async throws -> (answer: Answer, answeredAt: Int64?) {
        let answer = try await authorized(endpoint, body, subject: subject)
        return (try read(type, from: answer, of: endpoint, subject: subject), answer.answeredAt)
    }

    func reading(_ endpoint: Endpoint, subject: String?) -> AnswerReading {
        AnswerReading(endpoint: endpoint, gateway: gateway.host, subject: subject)
    }

    private func read<Answer: WireAnswer>(
        _ type: Answer.Type, from answer: RequestPipeline.Answer, of endpoint: Endpoint, subject: String?
    ) throws -> Answer {
        do throws(JSONReadingError) {
            return try Answer(json: answer.body)
        } catch {
            throw reading(endpoint, subject: subject).failure(error, status: answer.status)
        }
    }

    /// Puts the token in.
    ///
    /// A refusal of a session that was good leads to one new login and one repetition; that is safe for writes as well,
    /// because a refused command did nothing.
    private func authorized(
        _ endpoint: Endpoint, _ body: RequestBody, subject: String?
    ) async throws -> RequestPipeline.Answer {
        let session = try await tokens.session()
        do {
            return try await send(endpoint, body, subject: subject, in: session)
        } catch var refusal as AkeylessError where refusal.status == 401 && refusal.kind == .denied {
            guard method.canRenew else {
                // Whether the token or a right is at fault cannot be told.
                refusal.login = method.name
                throw refusal
            }
            guard await tokens.shouldRenew(session, refusedWith: refusal.code) else { throw refusal }
        }
        pipeline.options.observer(.loggingInAgain)
        let renewed = try await tokens.session()
        do {
            return try await send(endpoint, body, subject: subject, in: renewed)
        } catch let refusal as AkeylessError where refusal.status == 401 && refusal.kind == .denied {
            await tokens.renewalWasFutile(code: refusal.code)
            throw refusal
        }
    }

    private func send(
        _ endpoint: Endpoint, _ body: RequestBody, subject: String?, in session: Session
    ) async throws -> RequestPipeline.Answer {
        let answer = try await pipeline.perform(endpoint, body.authorized(by: session.token), subject: subject)
        session.wasAccepted(at: pipeline.options.time.uptime())
        return answer
    }
}
