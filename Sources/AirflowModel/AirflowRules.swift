/// The rules of one Airflow release where releases read the same text differently.
public struct AirflowRules: Sendable, Hashable {
    /// The release whose rules these are.
    public let version: ReleaseVersion

    /// The rules of a release given as text (`3.3`, `2.11.2`); nil when the text does not begin with a number.
    public init?(_ text: String) {
        guard let version = ReleaseVersion(text) else { return nil }
        self.init(version: version)
    }

    /// The rules of a release.
    public init(version: ReleaseVersion) {
        self.version = version
    }

    /// Airflow 3.3, the release that is assumed where nothing is said.
    public static let current = AirflowRules(version: ReleaseVersion(3, 3))

    /// The newest release of the other generation: of Airflow 2 for an Airflow 3, and the other way round.
    package var otherGeneration: AirflowRules {
        version.isAtLeast(3, 0, 0) ? AirflowRules(version: ReleaseVersion(2, 11)) : .current
    }

    /// Whether the values of a URI's query are read as JSON where they can be (from Airflow 3.1.6).
    var decodesQueryValues: Bool { version.isAtLeast(3, 1, 6) }

    /// Whether a connection whose `extra` is not a JSON object cannot be built; Airflow 2 only warns.
    package var requiresExtraObject: Bool { version.isAtLeast(3, 0, 0) }

    /// Whether a host that repeats the connection type as its protocol is quoted as one piece (from Airflow 3.1).
    var quotesProtocolEqualToType: Bool { version.isAtLeast(3, 1, 0) }

    /// The constructor argument that names a team: none, `team_id` in 3.1 only, `team_name` from 3.2.
    var teamArgument: String? {
        if version.isAtLeast(3, 2, 0) { return "team_name" }
        return version.isAtLeast(3, 1, 0) ? "team_id" : nil
    }

    /// Whether the constructor takes letters and digits beyond ASCII in a connection id.
    var allowsUnicodeInConnectionID: Bool { version.isAtLeast(3, 0, 0) }

    /// Whether a file called just `.env` is read (before Airflow 3.1).
    package var readsBareEnvFile: Bool { !version.isAtLeast(3, 1, 0) }

    /// Whether a line of a `.env` file may begin with `=` (Airflow 2).
    package var allowsEmptyEnvKey: Bool { !version.isAtLeast(3, 0, 0) }

    /// Whether there is a multi-team mode at all; before, the setting is unknown and reads as off.
    var knowsTeams: Bool { version.isAtLeast(3, 0, 0) }
}

/// Limits of the Python runtime that Airflow runs in.
package enum PythonLimits {
    /// An integer of more digits is an error wherever it is read (CPython's default).
    package static let integerDigits = 4300

    /// JSON nested deeper than this exhausts the recursion limit of CPython 3.11, less what the callers already use.
    package static let nesting = 990
}
