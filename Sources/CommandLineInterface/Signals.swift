import Dispatch
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Turns the first Ctrl-C into a cancellation, so that an apply finishes what is in flight and records it; the second
/// ends the process at once, as does one while something is typed that is not shown: then nothing is in flight.
enum Signals {
    /// Runs `body` as a task that SIGINT and SIGTERM cancel; after it they do again what they did before.
    static func cancelling<Value: Sendable>(
        notice: @escaping @Sendable (String) -> Void, _ body: @escaping @Sendable () async -> Value
    ) async -> Value {
        // Nothing is begun, and nothing asked, before a signal would be heard.
        let (gate, opening) = AsyncStream<Never>.makeStream()
        let task = Task {
            for await _ in gate {}
            return await body()
        }
        let queue = DispatchQueue(label: "lockstep.signals")
        let sources = [SIGINT, SIGTERM].map { number in
            let before = signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                let wasHidden = HiddenInput.end()
                if wasHidden { notice("\n") }
                if wasHidden || task.isCancelled { _exit(128 + number) }
                notice("stopping: finishing what is in flight; once more ends at once\n")
                task.cancel()
            }
            return (number, source, before)
        }
        for (_, source, _) in sources {
            await withCheckedContinuation { registered in
                source.setRegistrationHandler { registered.resume() }
                source.resume()
            }
        }
        defer {
            for (number, source, before) in sources {
                source.cancel()
                signal(number, before)
            }
        }
        signal(SIGPIPE, SIG_IGN)
        opening.finish()
        return await task.value
    }
}
