import Synchronization

/// A clock that moves only when somebody sleeps on it, and then at once.
final class SteppingClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (a: Self, b: Self) -> Bool { a.offset < b.offset }
    }

    private let state = Mutex<(now: Duration, onSleep: (@Sendable (Duration) -> Void)?)>((.zero, nil))

    var now: Instant { Instant(offset: state.withLock { $0.now }) }
    var minimumResolution: Duration { .zero }

    func onSleep(_ body: @escaping @Sendable (Duration) -> Void) {
        state.withLock { $0.onSleep = body }
    }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let onSleep = state.withLock { state in
            state.now = max(state.now, deadline.offset)
            return state.onSleep
        }
        onSleep?(deadline.offset)
    }
}
