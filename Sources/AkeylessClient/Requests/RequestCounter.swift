import AkeylessWire
import Synchronization

/// Counts the requests that went out, by command; repetitions count.
final class RequestCounter: Sendable {
    private let counts = Mutex<[APIPath: Int]>([:])

    func count(_ path: APIPath) {
        counts.withLock { $0[path, default: 0] += 1 }
    }

    var byCommand: [String: Int] {
        counts.withLock { counts in
            Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) })
        }
    }
}
