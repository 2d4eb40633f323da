/// Why a backend cannot be made; equal when the codes are equal. It never holds a credential.
public struct BackendError: Error, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Code: String, Sendable, CaseIterable {
        /// The provider's backend does not take this login.
        case unsupportedAccessType = "unsupported-access-type"
        /// A credential that the login needs is missing.
        case incompleteLogin = "incomplete-login"
        /// `backend_kwargs` cannot be read.
        case invalidArguments = "invalid-arguments"
        /// `api_url` is not an address, or the network cannot be set up.
        case unusableGateway = "unusable-gateway"
    }

    /// What is wrong, for programs.
    public let code: Code

    /// What is wrong, for people.
    public let message: String

    /// What to do about it.
    public let hint: String?

    init(_ code: Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    /// The message, and the hint where there is one.
    public var description: String {
        hint.map { "\(message) \($0)" } ?? message
    }
}

extension BackendError: Hashable {
    /// Equal when the codes are.
    public static func == (a: Self, b: Self) -> Bool { a.code == b.code }

    /// Feeds the code alone.
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
