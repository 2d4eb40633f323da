import AkeylessClient
import Testing

@Suite struct ConcurrencyLimiterTests {
    @Test func noMoreThanTheLimitRunAtOnce() async throws {
        let limiter = ConcurrencyLimiter(maximum: 3)
        let gauge = Gauge()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    let turn = try await limiter.acquire()
                    await gauge.enter()
                    await Task.yield()
                    await gauge.leave()
                    await limiter.release(turn, after: .success)
                }
            }
            try await group.waitForAll()
        }
        #expect(await gauge.highest <= 3)
    }

    @Test func requestsUnderWayHalveTheLimitOnlyOnce() async throws {
        let limiter = ConcurrencyLimiter(maximum: 16)
        var turns: [Int] = []
        for _ in 0..<16 { turns.append(try await limiter.acquire()) }
        for turn in turns { await limiter.release(turn, after: .throttled) }
        #expect(await limiter.limit == 8)
        let turn = try await limiter.acquire()
        await limiter.release(turn, after: .throttled)
        #expect(await limiter.limit == 4)
    }

    @Test func theLimitNeverFallsBelowOneAndRecovers() async throws {
        let limiter = ConcurrencyLimiter(maximum: 4)
        for _ in 0..<5 { await limiter.release(try await limiter.acquire(), after: .throttled) }
        #expect(await limiter.limit == 1)
        for _ in 0..<1 + 2 + 3 { await limiter.release(try await limiter.acquire(), after: .success) }
        #expect(await limiter.limit == 4)
        for _ in 0..<20 { await limiter.release(try await limiter.acquire(), after: .success) }
        #expect(await limiter.limit == 4)
    }

    @Test func aCancelledWaiterLeavesTheQueue() async throws {
        let limiter = ConcurrencyLimiter(maximum: 1)
        let turn = try await limiter.acquire()
        let waiter = Task { try await limiter.acquire() }
        await Task.yield()
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        await limiter.release(turn, after: .success)
        await limiter.release(try await limiter.acquire(), after: .success)
    }

    private actor Gauge {
        private var count = 0
        private(set) var highest = 0

        func enter() {
            count += 1
            highest = max(highest, count)
        }

        func leave() { count -= 1 }
    }
}
