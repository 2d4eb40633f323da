import Applying
import SyncModel
import Synchronization

/// Turns the applier's steps into how far the work is.
final class ApplyProgress: Sendable {
    private let done = Mutex(0)
    private let total: Int
    private let tell: @Sendable (ProgressEvent) -> Void
    private let notice: @Sendable (String) -> Void

    init(
        total: Int, tell: @escaping @Sendable (ProgressEvent) -> Void, notice: @escaping @Sendable (String) -> Void
    ) {
        self.total = total
        self.tell = tell
        self.notice = notice
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
        case .waiting(let wait):
            tell(ProgressEvent(phase: "waiting until the service's dates are certain"))
            notice(
                "waiting \(wait.components.seconds) s: dates in Akeyless have whole seconds, so that a change by someone else "
                    + "in the same second could not be told from this one")
        case .readingBack(let items): tell(ProgressEvent(phase: "reading back", total: items))
        case .recording: tell(ProgressEvent(phase: "recording in the ledger"))
        }
    }
}
