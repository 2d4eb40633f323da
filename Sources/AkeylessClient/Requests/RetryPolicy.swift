/// When a request is repeated, and after how long a wait.
///
/// Pure: the caller counts, measures and sleeps.
package struct RetryPolicy: Sendable, Hashable {
    /// The wait before the first repetition; it doubles each time.
    package var firstWait: Duration
    package var longestWait: Duration

    /// The time that one call may take in all, waits included, but not those that the service asks for.
    package var budget: Duration

    /// The time that the service may ask one call to wait in all.
    package var patience: Duration

    /// How often a service that cannot be reached is tried; a wrong address should not cost the whole budget.
    package var connectionAttempts: Int

    package static let standard = RetryPolicy()
    package static let never = RetryPolicy(budget: .zero, patience: .zero, connectionAttempts: 1)

    package init(
        firstWait: Duration = .milliseconds(400), longestWait: Duration = .seconds(8),
        budget: Duration = .seconds(45), patience: Duration = .seconds(120), connectionAttempts: Int = 5
    ) {
        self.firstWait = firstWait
        self.longestWait = longestWait
        self.budget = budget
        self.patience = patience
        self.connectionAttempts = connectionAttempts
    }

    package enum Decision: Hashable, Sendable {
        case wait(Duration)
        case stop
    }

    /// Decides after a failed attempt, the first being number one.
    ///
    /// - Parameters:
    ///   - spent: What the call has taken so far, without the next.
    ///   - asked: What it has waited so far because the service asked for it.
    ///   - jitter: A number from 0 to below 1 that spreads callers who failed together.
    package func decide(
        after error: AkeylessError, attempt: Int, spent: Duration, asked: Duration = .zero, jitter: Double
    ) -> Decision {
        guard error.isTransient else { return .stop }
        if error.kind == .unreachable, attempt >= connectionAttempts { return .stop }
        if let wanted = error.retryAfter {
            return asked + wanted <= patience ? .wait(wanted + firstWait * jitter) : .stop
        }
        let wait = backOff(attempt: attempt, jitter: jitter)
        return spent + wait < budget ? .wait(wait) : .stop
    }

    /// Between half of the doubled wait and all of it.
    private func backOff(attempt: Int, jitter: Double) -> Duration {
        let doubled = firstWait * (1 << min(attempt - 1, 16))
        return min(doubled, longestWait) * (0.5 + 0.5 * jitter)
    }
}
