package import SyncModel

/// How the Akeyless backend builds item names from keys: the settings of its `backend_kwargs`, with their defaults.
///
/// An item is `<base><sep><key>`, `<base><sep><team><sep><key>` for a team's entry, or `<base><sep><global><sep><key>`
/// where a multi-team Airflow keeps shared entries apart.
public struct NamingConvention: Sendable, Hashable {
    /// Where connections are; nil or empty disables them.
    public var connectionsPath: String?
    /// Where variables are; nil or empty disables them.
    public var variablesPath: String?
    /// Where configuration options are; nil or empty disables them.
    public var configPath: String?
    /// Stands between base, team and key; any text.
    public var sep: String
    /// Airflow's `[core] multi_team`.
    public var multiTeam: Bool
    /// Whether a multi-team Airflow asks for a team's own entry first.
    public var useTeamSecretsPath: Bool
    /// Nil where shared entries lie directly under the base; an empty text is a part of its own.
    public var globalSecretsPath: String?
    /// The release of the provider that reads; how keys with separators are refused depends on it.
    public var providerVersion: ReleaseVersion
    /// The rules of the Airflow release that reads.
    public var airflow: AirflowRules

    /// The provider release that is assumed where nothing is said.
    public static let currentProvider = ReleaseVersion(0, 3, 2)

    /// The backend's defaults, changed where given.
    public init(
        connectionsPath: String? = "/airflow/connections", variablesPath: String? = "/airflow/variables",
        configPath: String? = "/airflow/config", sep: String = "/", multiTeam: Bool = false,
        useTeamSecretsPath: Bool = true, globalSecretsPath: String? = nil,
        providerVersion: ReleaseVersion = Self.currentProvider, airflow: AirflowRules = .current
    ) {
        self.connectionsPath = connectionsPath
        self.variablesPath = variablesPath
        self.configPath = configPath
        self.sep = sep
        self.multiTeam = multiTeam
        self.useTeamSecretsPath = useTeamSecretsPath
        self.globalSecretsPath = globalSecretsPath
        self.providerVersion = providerVersion
        self.airflow = airflow
    }

    /// The settings as Airflow reads them from the JSON of `backend_kwargs`; other members are the login's.
    ///
    /// `use_team_secrets_path` given as the text `false` counts as true, as every text that is not empty does.
    public init(
        backendArguments: JSONObject, multiTeam: Bool = false,
        providerVersion: ReleaseVersion = Self.currentProvider, airflow: AirflowRules = .current
    ) {
        self.init(multiTeam: multiTeam, providerVersion: providerVersion, airflow: airflow)
        if let path = backendArguments["connections_path"] { connectionsPath = path.text }
        if let path = backendArguments["variables_path"] { variablesPath = path.text }
        if let path = backendArguments["config_path"] { configPath = path.text }
        if let text = backendArguments["sep"]?.text { sep = text }
        if let value = backendArguments["use_team_secrets_path"] { useTeamSecretsPath = value.isTruthy }
        if let path = backendArguments["global_secrets_path"] { globalSecretsPath = path.text }
    }

    /// The base path of a kind without trailing slashes; nil where the kind is disabled.
    package func base(of kind: EntryKind) -> String? {
        let path =
            switch kind {
            case .connection: connectionsPath
            case .variable: variablesPath
            case .config: configPath
            }
        guard let path, !path.isEmpty else { return nil }
        return Self.withoutTrailingSlashes(path)
    }

    /// The part that stands for shared entries, if this mode has one.
    var globalPart: String? {
        isMultiTeam ? globalSecretsPath.map(Self.withoutTrailingSlashes) : nil
    }

    /// Whether the backend acts as in multi-team mode.
    ///
    /// Providers up to 0.3.0 take the text `False` of the setting for
    /// true, where Airflow knows the setting.
    var isMultiTeam: Bool {
        multiTeam || (airflow.knowsTeams && !providerVersion.isAtLeast(0, 3, 1))
    }

    /// Whether shared entries go below ``globalSecretsPath`` although nobody asked for teams: so do providers up to 0.3.0.
    package var usesGlobalPathWithoutTeams: Bool {
        globalSecretsPath != nil && !multiTeam && isMultiTeam
    }

    private static func withoutTrailingSlashes(_ path: String) -> String {
        String(decoding: path.utf8.reversed().drop { $0 == UInt8(ascii: "/") }.reversed(), as: UTF8.self)
    }
}
