import Dispatch

/// The serial executor of one repository: libgit2 objects are used by one thread at a time.
///
/// A synchronous stretch of an actor on this executor stays on one thread, so the error that libgit2 keeps per thread
/// belongs to the call before it. `DispatchSerialQueue`, which could serve as an executor, does not exist on Linux.
final class GitExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "git-repository")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }
}
