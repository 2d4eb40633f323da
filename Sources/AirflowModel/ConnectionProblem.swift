package import SyncModel

/// A problem in a declared connection, without its place, which only the reader of the file knows.
package struct ConnectionProblem: Sendable, Hashable {
    /// Stable codes; users silence or search for them.
    package enum Code: String, Sendable, CaseIterable {
        case missingConnType = "missing-conn-type"
        case emptyConnType = "empty-conn-type"
        case unknownConnType = "unknown-conn-type"
        case connTypeNormalised = "conn-type-normalised"
        case portOutOfRange = "port-out-of-range"
        case emptyPassword = "empty-password"
        case extraNotAnObject = "extra-not-an-object"
        case extraNotFinite = "extra-not-finite"
        case extraDuplicateMember = "extra-duplicate-member"
        case loneSurrogate = "lone-surrogate"
        case invalidURI = "invalid-uri"
        case uriHostLowercased = "uri-host-lowercased"
        case uriUnencodedSeparator = "uri-unencoded-separator"
        case uriMisplacedPassword = "uri-misplaced-password"
        case uriWithoutSlashes = "uri-without-slashes"
        case uriQueryDecoded = "uri-query-decoded"
        case uriTrailingBlank = "uri-trailing-blank"
        case uriPartsLost = "uri-parts-lost"
    }

    package let code: Code
    package let severity: Diagnostic.Severity

    /// The field it is about, by its name in the file; nil for the entry as a whole.
    package let field: String?

    /// What is wrong; it holds no value but a literal connection type.
    package let message: String

    /// What to do about it.
    package let hint: String?

    init(
        _ severity: Diagnostic.Severity, _ code: Code, field: String? = nil, _ message: String, hint: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.field = field
        self.message = message
        self.hint = hint
    }

    /// The same with its place.
    package func diagnostic(at location: SourceLocation?) -> Diagnostic {
        Diagnostic(severity, code: code.rawValue, message, at: location, hint: hint)
    }
}
