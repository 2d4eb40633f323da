import SyncEngine
import SyncModel
import Synchronization

/// One line on standard error for work that takes more than a second: rewritten in place on a terminal, a new line
/// every ten seconds elsewhere, nothing with `--quiet`.
final class ProgressLine: Sendable {
    private struct State {
        var phase = ""
        var started: ContinuousClock.Instant
        var lastShown: ContinuousClock.Instant
        var isShowing = false
        var throttled: ContinuousClock.Instant?
    }

    /// How long a line says that the service throttles, after it last did.
    private static let throttlingIsNews = Duration.seconds(10)

    private let state: Mutex<State>
    private let isTerminal: Bool
    private let isQuiet: Bool
    private let write: @Sendable (String) -> Void
    private let now: @Sendable () -> ContinuousClock.Instant

    init(
        isTerminal: Bool, isQuiet: Bool, write: @escaping @Sendable (String) -> Void,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.isTerminal = isTerminal
        self.isQuiet = isQuiet
        self.write = write
        self.now = now
        state = Mutex(State(started: now(), lastShown: now()))
    }

    /// Shows an event if it is time to.
    func show(_ event: ProgressEvent) {
        guard !isQuiet else { return }
        let instant = now()
        let line: String? = state.withLock { state in
            if event.phase != state.phase {
                state.phase = event.phase
                state.started = instant
            }
            let wait: Duration = state.isShowing ? (isTerminal ? .milliseconds(100) : .seconds(10)) : .seconds(1)
            let since = state.isShowing ? state.lastShown : (isTerminal ? state.started : state.lastShown)
            guard since.duration(to: instant) >= (isTerminal ? wait : max(wait, .seconds(10))) else { return nil }
            state.lastShown = instant
            state.isShowing = true
            let isThrottled = state.throttled.map { $0.duration(to: instant) < Self.throttlingIsNews } ?? false
            return Self.line(event, elapsed: state.started.duration(to: instant), isThrottled: isThrottled)
        }
        guard let line else { return }
        write(isTerminal ? "\r\u{1B}[2K\(line)" : line + "\n")
    }

    /// Remembers that the service asked for fewer requests.
    func noteThrottling() {
        let instant = now()
        state.withLock { $0.throttled = instant }
    }

    /// Removes the line from a terminal before something else is written there.
    func clear() {
        let wasShowing = state.withLock { state in
            defer { state.isShowing = false }
            return state.isShowing
        }
        if wasShowing, isTerminal { write("\r\u{1B}[2K") }
    }

    /// `writing items: 420 of 2001, 140/s, 12 s left, throttled`
    static func line(_ event: ProgressEvent, elapsed: Duration, isThrottled: Bool = false) -> String {
        counts(event, elapsed: elapsed) + (isThrottled ? ", throttled" : "")
    }

    private static func counts(_ event: ProgressEvent, elapsed: Duration) -> String {
        var line = event.phase
        guard event.done > 0 else { return line }
        line += ": \(event.done)" + (event.total.map { " of \($0)" } ?? "")
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        guard seconds >= 1 else { return line }
        let rate = Double(event.done) / seconds
        line += ", \(Int(rate.rounded()))/s"
        if let total = event.total, total > event.done, rate > 0 {
            line += ", \(Int((Double(total - event.done) / rate).rounded(.up))) s left"
        }
        return line
    }
}
