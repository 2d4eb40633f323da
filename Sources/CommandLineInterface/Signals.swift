import Dispatch
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Turns the first Ctrl-C into a cancellation, so that an apply finishes what is in flight and records it; the second
/// ends the process at once.
enum Signals {
    /// Runs `body` as a task that SIGINT and SIGTERM cancel.
    static func cancelling<Value: Sendable>(
        notice: @escaping @Sendable (String) -> Void, _ body: @escaping @Sendable () async -> Value
    ) async -> Value {
        let task = Task { await body() }
        let queue = DispatchQueue(label: "lockstep.signals")
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                if task.isCancelled { _exit(128 + number) }
                notice("stopping: finishing what is in flight; once more ends at once\n")
                task.cancel()
            }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        signal(SIGPIPE, SIG_IGN)
        return await task.value
    }
}
