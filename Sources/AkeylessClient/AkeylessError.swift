/// Why a command failed, in terms a caller can act on.
///
/// It names the command, the gateway and the item, and quotes the service's own explanation, cut short. It never holds
/// what was sent, nor any part of an answer that was not an explanation.
public struct AkeylessError: Error, Sendable {
    /// What kind of failure it is; compare this, never the texts.
    public var kind: Kind

    /// The command, such as `describe-item`.
    public var endpoint: String

    /// The host that was spoken to, with its port where it is not the usual one.
    public var gateway: String

    /// The item or folder that was meant, where there is one.
    public var subject: String?

    /// The status of the answer; nil where there was none.
    public var status: Int?

    /// The service's code, such as `UnauthorizedAccess`, where its explanation names one.
    public var code: String?

    /// The service's explanation: safe to print and at most about 200 characters long.
    public var serviceText: String?

    /// The name of the login, such as `aws_iam`, where a login failed or a token that cannot be renewed was refused.
    public var login: String?

    /// What we can say about it ourselves: "connection refused".
    public var detail: String?

    /// How long the service asks to wait before trying again.
    public var retryAfter: Duration?

    /// Whether the same request could succeed a little later.
    package var isTransient = false

    package init(_ kind: Kind, endpoint: String, gateway: String, detail: String? = nil) {
        self.kind = kind
        self.endpoint = endpoint
        self.gateway = gateway
        self.detail = detail
    }

    /// A closed list of kinds that may grow; an unknown kind is a plain failure.
    public struct Kind: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// The stable code.
        public let rawValue: String

        /// Creates a kind from its code.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The stable code.
        public var description: String { rawValue }
    }
}

extension AkeylessError.Kind {
    /// The access id may not do this, or may not know whether the item exists.
    public static let denied = Self(rawValue: "denied")
    /// The service says that there is no such item, to a caller who may know.
    public static let notFound = Self(rawValue: "not-found")
    /// The name is taken.
    public static let alreadyExists = Self(rawValue: "already-exists")
    /// Another conflict with what the service holds.
    public static let conflict = Self(rawValue: "conflict")
    /// Too many requests, for longer than we were willing to wait.
    public static let throttled = Self(rawValue: "throttled")
    /// The service did not like the request.
    public static let invalidRequest = Self(rawValue: "invalid-request")
    /// The address answers, but does not know the command: usually a wrong base path.
    public static let unknownCommand = Self(rawValue: "unknown-command")
    /// The credentials were refused, or could not be obtained.
    public static let loginFailed = Self(rawValue: "login-failed")
    /// There is no answer, and nothing can have been changed.
    public static let unreachable = Self(rawValue: "unreachable")
    /// A write may or may not have been done; only reading tells.
    public static let lostAnswer = Self(rawValue: "lost-answer")
    /// The answer is not one of the akeyless API.
    public static let garbage = Self(rawValue: "garbage")
    /// The service failed.
    public static let server = Self(rawValue: "server")
}

extension AkeylessError: CustomStringConvertible {
    /// One line: command, item, gateway, then the reason.
    public var description: String {
        var text = "\(endpoint) "
        if let subject { text += "\(subject) " }
        if let login { text += "with \(login) " }
        text += "at \(gateway): "
        text += [status.map { "status \($0)" }, code, detail, serviceText].compactMap(\.self).joined(separator: ", ")
        return text
    }
}
