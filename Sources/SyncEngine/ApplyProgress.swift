import Applying
import SyncModel
import Synchronization

/// Turns the applier's steps into how far the work is.
final class ApplyProgress: Sendable {
    private let done = Mutex(0)
    private let total: Int
    private let tell: @Sendable (ProgressEvent) -> Void

    init(total: Int, tell: @escaping @Sendable (ProgressEvent) -> Void) {
        self.total = total
        self.tell = tell
    }

    func observe(_ step: ApplyStep) {
        switch step {
        case .listing: tell(ProgressEvent(phase: "checking Akeyless once more"))
        case .announcing: tell(ProgressEvent(phase: "announcing the changes in Git"))
        case .started, .resolvingLostAnswer, .recorded: break
        case .ended:
            let count = done.withLock { count in
                count += 1
                return count
            }
            tell(ProgressEvent(phase: "writing items", done: count, total: total))
        case .waiting: tell(ProgressEvent(phase: "waiting until the service's dates are certain"))
        case .readingBack(let items): tell(ProgressEvent(phase: "reading back", total: items))
        case .recording: tell(ProgressEvent(phase: "recording in the ledger"))
        }
    }
}
