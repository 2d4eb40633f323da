package import SyncModel

/// What is looked for in declarations beyond what makes them invalid; the project file sets each severity.
///
/// The raw values are stable: users name them under `checks:` and search for them.
package enum Check: String, CaseIterable, Sendable {
    /// A password, or an extra member that is secret by its name, is written in a file in plain text.
    case plainSecret = "plain-secret"
    case defaultPassword = "default-password"
    case emptyPassword = "empty-password"
    case unknownConnType = "unknown-conn-type"
    case connTypeNormalised = "conn-type-normalised"
    case portText = "port-text"
    case extraNotFinite = "extra-not-finite"
    case valueNotFinite = "value-not-finite"
    /// Airflow lower-cases the host of a URI.
    case uriHostLowercased = "uri-host-lowercased"
    /// An unencoded `://` inside a URI makes Airflow take a part of it for a protocol.
    case uriUnencodedSeparator = "uri-unencoded-separator"
    case uriQueryDecoded = "uri-query-decoded"
    case uriTrailingBlank = "uri-trailing-blank"
    /// With a key both in a team and shared, task processes may read the shared one.
    case teamAndShared = "team-and-shared"
    /// The file's name looks like an option that Airflow never asks a secrets backend for.
    case unresolvedOption = "unresolved-option"
    case nearSizeLimit = "near-size-limit"
    /// The id works in Airflow, but not everywhere: not in the import command, the REST API or other releases.
    case idCharacters = "id-characters"
    /// Airflow keeps a line break at the end of a value.
    case trailingLineBreak = "trailing-line-break"

    /// The severity where the project file says nothing.
    package var defaultSeverity: Diagnostic.Severity {
        switch self {
        case .emptyPassword, .connTypeNormalised, .portText, .uriQueryDecoded, .trailingLineBreak: .note
        default: .warning
        }
    }
}

/// The severities of all checks in one environment.
package struct CheckSeverities: Sendable {
    private var overrides: [Check: Diagnostic.Severity?]

    package init(_ overrides: [Check: Diagnostic.Severity?] = [:]) {
        self.overrides = overrides
    }

    /// Nil where the check is off.
    package subscript(check: Check) -> Diagnostic.Severity? {
        overrides[check] ?? check.defaultSeverity
    }

    /// A finding in the configured severity, or nothing where the check is off.
    func finding(
        _ check: Check, _ message: String, at location: SourceLocation, hint: String? = nil
    ) -> [Diagnostic] {
        guard let severity = self[check] else { return [] }
        return [Diagnostic(severity, code: check.rawValue, message, at: location, hint: hint)]
    }

    /// The same diagnostic in the configured severity, where its code is that of a check.
    func adjusted(_ diagnostic: Diagnostic) -> Diagnostic? {
        guard diagnostic.severity != .error, let check = Check(rawValue: diagnostic.code) else { return diagnostic }
        guard let severity = self[check] else { return nil }
        var copy = diagnostic
        copy.severity = severity
        return copy
    }
}
