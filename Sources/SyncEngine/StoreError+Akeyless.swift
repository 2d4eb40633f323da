import AkeylessClient
import Applying

extension StoreError {
    /// Which of the applier's cases an error of the client is.
    init(_ error: any Error) {
        guard let error = error as? AkeylessError else {
            self.init(.failed, error is CancellationError ? "cancelled" : "\(error)")
            return
        }
        let code: StoreError.Code =
            switch error.kind {
            case .denied: .denied
            case .loginFailed: .loginLost
            case .notFound: .notFound
            case .alreadyExists: .alreadyExists
            case .lostAnswer: .lostAnswer
            case .throttled: .throttled
            default: .failed
            }
        self.init(code, error.description)
    }
}
