import SyncModel
import Synchronization

/// A token in use, with what tells a session that ended from a right that is missing.
final class Session: Sendable {
    let token: Secret
    let begun: Duration

    /// When it should be replaced, by the client's uptime.
    let renewAt: Duration

    /// When it ends by the service's own word, in unix seconds; nil where it did not say.
    let expires: Int64?

    /// Who is logged in by the service's own word.
    let accessID: String?

    /// When it was last accepted, in milliseconds of uptime; negative until it was.
    private let accepted = Atomic<Int64>(-1)

    init(token: Secret, begun: Duration, renewAt: Duration, expires: Int64? = nil, accessID: String? = nil) {
        self.token = token
        self.begun = begun
        self.renewAt = renewAt
        self.expires = expires
        self.accessID = accessID
    }

    func wasAccepted(at uptime: Duration) {
        accepted.store(Int64(uptime / .milliseconds(1)), ordering: .relaxed)
    }

    var lastAccepted: Duration? {
        let milliseconds = accepted.load(ordering: .relaxed)
        return milliseconds < 0 ? nil : .milliseconds(milliseconds)
    }
}
