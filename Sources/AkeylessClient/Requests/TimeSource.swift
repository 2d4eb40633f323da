#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The clocks of a client in one value: one for waiting and measuring, one for the calendar.
package struct TimeSource: Sendable {
    /// Time since the source was made; never jumps.
    package let uptime: @Sendable () -> Duration
    package let sleep: @Sendable (Duration) async throws -> Void

    /// Unix seconds by the calendar of this machine, for what only the calendar can say.
    package let now: @Sendable () -> Int64

    /// The clocks of this machine.
    package static var system: TimeSource {
        TimeSource(clock: ContinuousClock()) { Int64(Date().timeIntervalSince1970) }
    }

    package init(clock: any Clock<Duration>, now: @escaping @Sendable () -> Int64) {
        self.now = now
        uptime = Self.stopwatch(clock)
        sleep = { duration in try await clock.sleep(for: duration) }
    }

    private static func stopwatch<C: Clock>(_ clock: C) -> @Sendable () -> Duration where C.Duration == Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }
}
