import SyncModel

/// Holds the session that everyone uses, and makes sure that only one login runs at a time.
///
/// A failed login leaves nothing behind: whoever waited for it gets its error, and the next caller tries again.
actor TokenCache {
    private enum State {
        case none
        case loggingIn(Task<Session, any Error>)
        case session(Session)
    }

    private let login: @Sendable () async throws -> Session
    private let uptime: @Sendable () -> Duration
    private var state = State.none

    /// The last refusal that a new session did not cure.
    private var futile: (code: String?, at: Duration)?

    init(uptime: @escaping @Sendable () -> Duration, login: @escaping @Sendable () async throws -> Session) {
        self.uptime = uptime
        self.login = login
    }

    /// The current session, or that of the login under way, or that of a new one.
    func session() async throws -> Session {
        while true {
            let task: Task<Session, any Error>
            switch state {
            case .session(let session) where uptime() < session.renewAt: return session
            case .loggingIn(let running): task = running
            case .session, .none: task = startLogin()
            }
            let result = await task.sharedResult
            // Someone else who waited was cancelled, and the login with them.
            if case .failure = result, task.isCancelled, !Task.isCancelled { continue }
            return try result.get()
        }
    }

    private func startLogin() -> Task<Session, any Error> {
        let task = Task { [login] in
            let result: Result<Session, any Error>
            do { result = .success(try await login()) } catch { result = .failure(error) }
            self.finish(result)
            return try result.get()
        }
        state = .loggingIn(task)
        return task
    }

    private func finish(_ result: Result<Session, any Error>) {
        switch result {
        case .success(let session): state = .session(session)
        case .failure: state = .none
        }
    }

    /// After a refusal: whether a new session is worth a try.
    ///
    /// Drops the refused one if so.
    ///
    /// A session is as good as new for some seconds, and a refusal that a new session just failed to cure is a missing
    /// right; everything else may be a session that ended early.
    func shouldRenew(_ session: Session, refusedWith code: String?) -> Bool {
        if case .session(let current) = state, current !== session { return true }
        if case .loggingIn = state { return true }
        let now = uptime()
        let recent = Duration.seconds(5)
        if session.lastAccepted == nil && now - session.begun < recent { return false }
        if let futile, futile.code == code, now - futile.at < .seconds(30),
            now - max(session.begun, session.lastAccepted ?? .zero) < recent
        {
            return false
        }
        state = .none
        return true
    }

    /// A refusal stayed the same under a new session.
    func renewalWasFutile(code: String?) {
        futile = (code, uptime())
    }
}
