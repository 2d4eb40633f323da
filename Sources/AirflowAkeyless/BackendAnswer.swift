public import AkeylessClient
public import SyncModel

/// What asking for one entry gave.
public struct BackendAnswer<Reading: Sendable>: Sendable {
    /// The paths that were asked, in order.
    public internal(set) var asked: [String]

    /// The path that had a value.
    public internal(set) var answered: String?

    /// Why the provider refuses the key without asking.
    public internal(set) var refused: String?

    /// The stored text.
    public internal(set) var stored: Secret?

    /// What Airflow makes of the stored text; it may be that it makes nothing of it.
    public internal(set) var reading: Reading?

    /// What kept paths from being read, in the order in which they were asked. The provider takes all of it for «not
    /// there» and goes on to the next path, but for a gateway that does not answer.
    public internal(set) var failures: [AkeylessError] = []

    init(asked: [String], refused: String?) {
        self.asked = asked
        self.refused = refused
    }

    /// The answer in one word, where Airflow's own backend knows only a value or none.
    public enum Outcome: Sendable {
        /// A path has a value; ``BackendAnswer/reading`` says what Airflow makes of it.
        case value
        /// Every path was read, and nothing is there, or the kind is disabled.
        case absent
        /// The provider refuses the key without asking.
        case refused(String)
        /// The login or a read was refused; whether there is a value is not told.
        case denied(AkeylessError)
        /// The gateway wants fewer requests; ask again later.
        case throttled(AkeylessError)
        /// There is no answer; Airflow's backend raises here, and Airflow asks its next source.
        case unreachable(AkeylessError)
        /// The gateway failed in another way.
        case failed(AkeylessError)
    }

    /// What came of asking.
    public var outcome: Outcome {
        if let refused { return .refused(refused) }
        if answered != nil { return .value }
        guard let error = failures.first else { return .absent }
        return switch error.kind {
        case .denied, .loginFailed: .denied(error)
        case .throttled: .throttled(error)
        case .unreachable: .unreachable(error)
        default: .failed(error)
        }
    }
}
