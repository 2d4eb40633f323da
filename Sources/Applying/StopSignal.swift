import Synchronization

/// Asks a run to stop early: calls in flight are finished and recorded, nothing new is begun.
///
/// A signal of its own rather than task cancellation, which would also cut the calls in flight and lose their answers.
package final class StopSignal: Sendable {
    private let requested = Mutex(false)

    package init() {}

    package func request() {
        requested.withLock { $0 = true }
    }

    package var isRequested: Bool {
        requested.withLock { $0 }
    }
}
