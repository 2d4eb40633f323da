import SyncModel

/// What references may read; it comes from flags and the environment only, so that no pull request can lift it.
package struct ReferenceLimits: Sendable, Hashable {
    /// Names or patterns that `ref+env` may read.
    ///
    /// Nil, the default, allows every name but the refused ones; a list
    /// allows nothing else, and an empty one nothing at all.
    package var environmentNames: [String]?

    /// Patterns of item paths that `ref+akeyless` may read; none by default.
    package var akeylessPaths: [String]

    /// Item paths that are never read, whatever the patterns say: the ledger keys of the project.
    package var forbiddenAkeylessPaths: Set<String>

    /// The absolute path of the list of commands that `ref+exec` may run; none by default.
    package var execFile: String?

    package init(
        environmentNames: [String]? = nil, akeylessPaths: [String] = [], forbiddenAkeylessPaths: Set<String> = [],
        execFile: String? = nil
    ) {
        self.environmentNames = environmentNames
        self.akeylessPaths = akeylessPaths
        self.forbiddenAkeylessPaths = forbiddenAkeylessPaths
        self.execFile = execFile
    }

    /// Prefixes of names that declarations never read: our own settings, Akeyless logins and the tokens of CI systems.
    package static let refusedPrefixes = ["LOCKSTEP_", "AKEYLESS_", "GITHUB_", "CI_"]

    /// Why a variable may not be read; nil where it may.
    func refusal(ofVariable name: String) -> ReferenceFailure? {
        let upper = name.uppercased()
        if let prefix = Self.refusedPrefixes.first(where: { upper.hasPrefix($0) }) {
            return ReferenceFailure(
                .refused, "declarations must not read variables that begin with \(prefix)",
                hint: "give the value a variable with a name of its own")
        }
        guard let environmentNames, !environmentNames.contains(where: { Glob($0).matches(name) }) else {
            return nil
        }
        return ReferenceFailure(
            .refused, "the variable is not in LOCKSTEP_ENV_ALLOW",
            hint: "whoever runs lockstep can add it to LOCKSTEP_ENV_ALLOW")
    }

    /// Why an item may not be read; nil where it may.
    func refusal(ofItem path: String) -> ReferenceFailure? {
        // Whether the service tells letter cases apart is not known, so both spellings are the key. That of another project
        // has its usual place, unless that project names another.
        if LedgerKeyPlace.holds(path)
            || forbiddenAkeylessPaths.contains(where: { $0.lowercased() == path.lowercased() })
        {
            return ReferenceFailure(.refused, "the ledger key is never read")
        }
        guard !akeylessPaths.contains(where: { Glob($0).matches(path) }) else { return nil }
        return ReferenceFailure(
            .refused, "the path is not in LOCKSTEP_AKEYLESS_ALLOW",
            hint: "whoever runs lockstep can set LOCKSTEP_AKEYLESS_ALLOW to patterns of paths")
    }
}

/// Why a reference has no value; the reason never holds one.
package struct ReferenceFailure: Error, Hashable, Sendable {
    package enum Code: String, Sendable {
        /// A limit forbids it.
        case refused
        /// There is nothing.
        case missing
        /// There is something, but it cannot be used.
        case unusable
        /// Nobody can resolve this kind here.
        case unsupported
    }

    package var code: Code
    package var reason: String
    package var hint: String?

    package init(_ code: Code, _ reason: String, hint: String? = nil) {
        self.code = code
        self.reason = reason
        self.hint = hint
    }
}
