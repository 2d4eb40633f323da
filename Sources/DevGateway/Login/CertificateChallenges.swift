import SyncModel
import Synchronization

/// The challenges handed out by get-cert-challenge and not answered yet.
///
/// Each counts once and for 60 seconds, as the Akeyless API documents.
package final class CertificateChallenges: Sendable {
    static let lifetime = 60
    private let issued = Mutex<[String: Int]>([:])

    package init() {}

    func issue(now: Int) -> String {
        let challenge = hexadecimal(randomBytes(32))
        issued.withLock { issued in
            issued = issued.filter { $0.value > now }
            issued[challenge] = now + Self.lifetime
        }
        return challenge
    }

    /// Uses a challenge up; false when it was not issued, was used or is too old.
    func redeem(_ challenge: String, now: Int) -> Bool {
        issued.withLock { issued in
            guard let end = issued.removeValue(forKey: challenge) else { return false }
            return now <= end
        }
    }
}
