package import SyncModel

/// What is looked for in declarations beyond what makes them invalid; the project file sets each severity.
///
/// The raw values are stable: users name them under `checks:` and search for them.
package enum Check: String, CaseIterable, Sendable {
    case plainSecret = "plain-secret"
    case highEntropy = "high-entropy"
    case defaultPassword = "default-password"
    case emptyPassword = "empty-password"
    case swallowedSecret = "swallowed-secret"
    case unusedReference = "unused-reference"
    case unknownConnType = "unknown-conn-type"
    case connTypeNormalised = "conn-type-normalised"
    case missingField = "missing-field"
    case portText = "port-text"
    case extraNotFinite = "extra-not-finite"
    case valueNotFinite = "value-not-finite"
    case uriHostLowercased = "uri-host-lowercased"
    case uriUnencodedSeparator = "uri-unencoded-separator"
    case uriMisplacedPassword = "uri-misplaced-password"
    case uriWithoutSlashes = "uri-without-slashes"
    case uriQueryDecoded = "uri-query-decoded"
    case uriTrailingBlank = "uri-trailing-blank"
    case uriPartsLost = "uri-parts-lost"
    case uriLosesFields = "uri-loses-fields"
    case teamAndShared = "team-and-shared"
    case nestedKey = "nested-key"
    case globalWithoutTeams = "global-without-teams"
    case unresolvedOption = "unresolved-option"
    case nearSizeLimit = "near-size-limit"
    case idCharacters = "id-characters"
    case trailingLineBreak = "trailing-line-break"
    case environmentName = "environment-name"
    case envSyntax = "env-syntax"
    case releaseDiffers = "release-differs"

    /// The severity where the project file says nothing.
    package var defaultSeverity: Diagnostic.Severity {
        switch self {
        case .emptyPassword, .connTypeNormalised, .portText, .uriQueryDecoded, .trailingLineBreak, .nestedKey,
            .releaseDiffers, .uriLosesFields:
            .note
        default: .warning
        }
    }

    /// Why anybody should care, in one sentence.
    package var reason: String {
        switch self {
        case .plainSecret:
            "A password, a member of extra whose name Airflow masks, or a variable named like one is in Git in plain text."
        case .highEntropy:
            "A variable, a config option or a part of a connection looks like a key, a token or an address with a password."
        case .defaultPassword: "A password that comes with a product or a sample was chosen by nobody."
        case .emptyPassword: "Airflow reads an empty password as none."
        case .swallowedSecret:
            "An unquoted secret that begins with `#` or `&` is a comment or an anchor, and nothing is stored."
        case .unusedReference: "A reference inside a longer text is never resolved: it is stored as it is written."
        case .unknownConnType: "No provider of Airflow registers this conn_type, so no hook will take the connection."
        case .connTypeNormalised: "The conn_type is stored under the name of Airflow's hook instead."
        case .missingField: "The hook of this conn_type cannot work without the field."
        case .portText: "The port is text; it is stored as a number, which hooks expect."
        case .extraNotFinite: "Only Python takes NaN and Infinity for JSON; other readers of extra fail."
        case .valueNotFinite: "Only Python takes NaN and Infinity for JSON; other readers of the value fail."
        case .uriHostLowercased: "Airflow lower-cases the host of a URI."
        case .uriUnencodedSeparator: "A second `://` in a URI makes Airflow look for a protocol and lose the host."
        case .uriMisplacedPassword:
            "An unencoded sign or a missing `//` makes other fields of a URI hold its login and password."
        case .uriWithoutSlashes: "Without `//` nothing in a URI but the conn_type is where it should be."
        case .uriQueryDecoded: "Values of a URI's query that are JSON become numbers, booleans or objects."
        case .uriTrailingBlank: "A blank at the end of a URI belongs to its last part."
        case .uriPartsLost:
            "A part of a URI is lost or misread: behind an unencoded `#`, a repeated name, a tab, bytes that are no text."
        case .uriLosesFields:
            "With [secrets] use_cache, Airflow's later reads pass through a URI, which cannot carry this connection."
        case .teamAndShared: "With a key both in a team and shared, task processes may read the shared one."
        case .nestedKey: "In a multi-team Airflow the first part of such a key names a team, whose entry it becomes."
        case .globalWithoutTeams: "Providers up to 0.3.0 use global_secrets_path although multi_team is off."
        case .unresolvedOption: "Airflow asks a secrets backend for options that it marks as sensitive only."
        case .nearSizeLimit: "The stored text fills more than nine tenths of what Akeyless takes."
        case .idCharacters:
            "The id works in some places of Airflow only: not in its import, its REST API or other releases."
        case .trailingLineBreak: "Airflow keeps a line break at the end of a value."
        case .environmentName:
            "The key is the name of an environment variable; Airflow asks for the id behind its prefix."
        case .envSyntax:
            "In a `.env` file Airflow keeps quotes, a comment behind a value and the word `export`, and a value ends with its line."
        case .releaseDiffers: "Airflow 2.11 and Airflow 3 read this declaration differently."
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
    package func finding(
        _ check: Check, _ message: String, at location: SourceLocation?, hint: String? = nil
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
