/// Why a text cannot be read as Airflow would, or a name cannot be given; equal when the codes are equal.
///
/// It never holds a value, and no member name of a stored text, since a broken text may carry its secret anywhere.
public struct AirflowModelError: Error, Sendable, CustomStringConvertible {
    /// What went wrong; the raw values are stable.
    public enum Code: String, Sendable, CaseIterable {
        // Reading JSON.
        case malformedJSON = "malformed-json"
        case integerTooLong = "integer-too-long"
        case nestedTooDeeply = "nested-too-deeply"
        case notAnObject = "not-an-object"
        case loneSurrogate = "lone-surrogate"
        // Reading URIs.
        case tooManySchemes = "too-many-schemes"
        case misplacedCredentials = "misplaced-credentials"
        case invalidBrackets = "invalid-brackets"
        case invalidHostCharacter = "invalid-host-character"
        case invalidPort = "invalid-port"
        case blankText = "blank-text"
        // Building connections.
        case unknownMember = "unknown-member"
        case wrongType = "wrong-type"
        case uriWithMembers = "uri-with-members"
        case extraNotAnObject = "extra-not-an-object"
        case missingValue = "missing-value"
        case invalidInterpolation = "invalid-interpolation"
        // Asking the gateway.
        case notFound = "not-found"
        case unusableAnswer = "unusable-answer"
        case unreachable = "unreachable"
        // Naming items.
        case kindDisabled = "kind-disabled"
        case unusablePath = "unusable-path"
        case emptyKey = "empty-key"
        case keyOutsideNamespace = "key-outside-namespace"
        case unusableTeam = "unusable-team"
    }

    /// What went wrong.
    public let code: Code

    /// What was being done, such as `read the URI`.
    public let operation: String

    /// What it was done to: the name of a member that Airflow knows, or a kind.
    public let subject: String?

    init(_ code: Code, _ operation: String, _ subject: String? = nil) {
        self.code = code
        self.operation = operation
        self.subject = subject
    }

    /// One line for people.
    public var description: String {
        let place = subject.map { " (\($0))" } ?? ""
        return "cannot \(operation)\(place): \(code.explanation)"
    }
}

extension AirflowModelError: Hashable {
    /// Equal when the codes are.
    public static func == (a: Self, b: Self) -> Bool { a.code == b.code }

    /// Feeds the code alone.
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}

extension AirflowModelError.Code {
    /// The reason as the end of a sentence.
    package var explanation: String {
        switch self {
        case .malformedJSON: "it is not JSON as Python reads it"
        case .integerTooLong:
            "it holds an integer of more than \(PythonLimits.integerDigits) digits, which Python refuses"
        case .nestedTooDeeply: "it is nested more deeply than Python's recursion limit allows"
        case .notAnObject: "it is JSON, but not an object"
        case .loneSurrogate: "it holds half of a surrogate pair, which is no text"
        case .tooManySchemes: "it contains `://` more than twice"
        case .misplacedCredentials: "the login must follow the second `://`"
        case .invalidBrackets: "the brackets of the host are unbalanced or hold no IPv6 address"
        case .invalidHostCharacter: "the host holds a character that stands for one of `/ ? # @ :`"
        case .invalidPort: "the port is not a number from 0 to 65535"
        case .blankText: "there is nothing but blanks"
        case .unknownMember: "it has a member that Airflow's connection does not know"
        case .wrongType: "a member has a JSON type that Airflow cannot use"
        case .uriWithMembers: "a URI cannot be combined with other members"
        case .extraNotAnObject: "extra must be a JSON object"
        case .missingValue: "the value is null, which counts as missing"
        case .invalidInterpolation: "a `%` must be doubled or begin a reference like `%(name)s`"
        case .notFound: "the gateway has no value for it or refused to give it"
        case .unusableAnswer: "the gateway's answer is not what the backend expects"
        case .unreachable: "the gateway cannot be reached"
        case .kindDisabled: "entries of this kind have no path in the backend's settings"
        case .unusablePath: "the path has an empty, `.` or `..` part, or does not begin with a slash"
        case .emptyKey: "the key is empty"
        case .keyOutsideNamespace: "the key contains the separator and could name another team's entry"
        case .unusableTeam: "entries of a team cannot be stored under these settings or by this name"
        }
    }
}
