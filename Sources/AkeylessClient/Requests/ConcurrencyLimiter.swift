/// Lets a bounded number of requests run at once, and fewer while the service says that they are too many.
///
/// The bound halves when a request is throttled and grows by one after each full round of successes, as TCP does.
/// Requests that were already under way at a halving do not halve it again.
package actor ConcurrencyLimiter {
    package let maximum: Int
    package private(set) var limit: Int
    private var running = 0
    private var successes = 0
    private var epoch = 0
    private var nextWaiter = 0
    private var waiters: [(id: Int, continuation: CheckedContinuation<Int, any Error>)] = []

    package enum Outcome: Sendable { case success, throttled, other }

    package init(maximum: Int) {
        self.maximum = max(1, maximum)
        limit = max(1, maximum)
    }

    /// Waits for a turn; the result must be handed to ``release(_:after:)``.
    package func acquire() async throws -> Int {
        try Task.checkCancellation()
        if running < limit && waiters.isEmpty {
            running += 1
            return epoch
        }
        let id = nextWaiter
        nextWaiter += 1
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                if Task.isCancelled {
                    continuation.resume(throwing: CancellationError())
                } else {
                    waiters.append((id, continuation))
                }
            }
        } onCancel: {
            Task { await self.abandon(id) }
        }
    }

    /// Ends a turn, with what the request learned about the service's patience.
    package func release(_ turn: Int, after outcome: Outcome) {
        running -= 1
        switch outcome {
        case .throttled where turn == epoch:
            limit = max(1, limit / 2)
            successes = 0
            epoch += 1
        case .success where limit < maximum:
            successes += 1
            if successes >= limit {
                limit += 1
                successes = 0
            }
        default: break
        }
        while running < limit, !waiters.isEmpty {
            running += 1
            waiters.removeFirst().continuation.resume(returning: epoch)
        }
    }

    private func abandon(_ id: Int) {
        guard let index = waiters.firstIndex(where: { $0.id == id }) else { return }
        waiters.remove(at: index).continuation.resume(throwing: CancellationError())
    }
}
