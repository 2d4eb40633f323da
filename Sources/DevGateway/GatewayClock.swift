import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The clock every date, lifetime and limit of one gateway is measured with.
///
/// It follows the machine's clock until a test sets, moves or freezes it. It counts whole seconds, as the dates of the
/// service do.
package final class GatewayClock: Sendable {
    private struct State {
        var offset = 0
        var frozen: Int?
        var step = 0
    }

    private let base: @Sendable () -> Int
    private let state = Mutex(State())

    /// A clock over a source of unix seconds; the machine's clock by default.
    package init(base: @escaping @Sendable () -> Int = GatewayClock.machineSeconds) {
        self.base = base
    }

    /// A clock that stands still until it is moved.
    package static func frozen(at unixSeconds: Int) -> GatewayClock {
        let clock = GatewayClock()
        clock.set(to: unixSeconds)
        clock.freeze()
        return clock
    }

    /// Seconds since 1970 on the machine's clock.
    package static func machineSeconds() -> Int {
        Int(Date().timeIntervalSince1970.rounded(.down))
    }

    /// The current second.
    package var now: Int {
        state.withLock { $0.frozen ?? base() + $0.offset }
    }

    /// Makes this the current second; a frozen clock stays frozen.
    package func set(to unixSeconds: Int) {
        state.withLock { state in
            if state.frozen != nil { state.frozen = unixSeconds }
            state.offset = unixSeconds - base()
        }
    }

    /// Moves the clock forward, or back when negative.
    package func advance(by seconds: Int) {
        state.withLock { state in
            if let frozen = state.frozen { state.frozen = frozen + seconds }
            state.offset += seconds
        }
    }

    /// Lets the clock jump by so many seconds with every command, so that no two of them share a second.
    package func step(by seconds: Int) {
        state.withLock { $0.step = seconds }
    }

    /// Takes the step of one command.
    func tick() {
        advance(by: state.withLock(\.step))
    }

    /// Stops the clock at the current second.
    package func freeze() {
        state.withLock { $0.frozen = $0.frozen ?? base() + $0.offset }
    }

    /// Lets a frozen clock run on from where it stands.
    package func resume() {
        state.withLock { state in
            guard let frozen = state.frozen else { return }
            state.offset = frozen - base()
            state.frozen = nil
        }
    }
}
