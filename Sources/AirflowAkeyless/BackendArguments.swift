import AirflowModel
public import SyncModel

/// The keyword arguments of Airflow's `AkeylessBackend` under its names, with its defaults.
///
/// ```swift
/// let arguments = BackendArguments(accessID: "p-1234", accessKey: key)
/// let sameAsInAirflow = try BackendArguments(airflowConfig: text)      // [secrets] backend_kwargs
/// ```
public struct BackendArguments: Sendable {
    /// `connections_path`: where connections are; nil disables them.
    public var connectionsPath: String?
    /// `variables_path`: where variables are; nil disables them.
    public var variablesPath: String?
    /// `config_path`: where config options are; nil disables them.
    public var configPath: String?
    /// `sep`: what stands between base, team and key.
    public var sep: String
    /// `use_team_secrets_path`: whether a multi-team Airflow asks for a team's own entry first.
    public var useTeamSecretsPath: Bool
    /// `global_secrets_path`: the folder of shared entries in a multi-team Airflow.
    public var globalSecretsPath: String?
    /// `api_url`: the address of the gateway.
    public var apiURL: String
    /// `access_id`.
    public var accessID: String?
    /// `access_key`, for the login `api_key`.
    public var accessKey: Secret?
    /// `access_type`: one of ``BackendLogin``.
    public var accessType: String
    /// `uid_token`, for the login `uid`.
    public var uidToken: Secret?
    /// `gcp_audience`, for the login `gcp`; nil means `akeyless.io`.
    public var gcpAudience: String?
    /// `azure_object_id`, for the login `azure_ad`; nil leaves the choice to the machine.
    public var azureObjectID: String?
    /// `token_ttl`: the longest time a session is used, in seconds; one that ends sooner is replaced sooner.
    public var tokenTTL: Int
    /// Airflow's `[core] multi_team`, which the provider looks up by itself.
    public var multiTeam: Bool

    /// Arguments under the provider's names and defaults.
    public init(
        connectionsPath: String? = "/airflow/connections", variablesPath: String? = "/airflow/variables",
        configPath: String? = "/airflow/config", sep: String = "/", useTeamSecretsPath: Bool = true,
        globalSecretsPath: String? = nil, apiURL: String = "https://api.akeyless.io", accessID: String? = nil,
        accessKey: Secret? = nil, accessType: String = "api_key", uidToken: Secret? = nil,
        gcpAudience: String? = nil, azureObjectID: String? = nil, tokenTTL: Int = 600, multiTeam: Bool = false
    ) {
        self.connectionsPath = connectionsPath
        self.variablesPath = variablesPath
        self.configPath = configPath
        self.sep = sep
        self.useTeamSecretsPath = useTeamSecretsPath
        self.globalSecretsPath = globalSecretsPath
        self.apiURL = apiURL
        self.accessID = accessID
        self.accessKey = accessKey
        self.accessType = accessType
        self.uidToken = uidToken
        self.gcpAudience = gcpAudience
        self.azureObjectID = azureObjectID
        self.tokenTTL = tokenTTL
        self.multiTeam = multiTeam
    }

    /// The arguments as Airflow reads them from the JSON text of `backend_kwargs`; unknown members are passed over, as
    /// the provider does.
    ///
    /// - Throws: ``BackendError`` `invalidArguments` for a text that is no JSON object and for a member of another type.
    public init(json: Secret, multiTeam: Bool = false) throws(BackendError) {
        guard let object = (try? PythonJSON.parse(json.reveal()))?.object else {
            throw BackendError(.invalidArguments, "backend_kwargs is not a JSON object")
        }
        try self.init(object, multiTeam: multiTeam)
    }

    /// The arguments of an `airflow.cfg`: `[secrets] backend_kwargs` and `[core] multi_team`.
    ///
    /// - Parameter text: The content of the file, a secret because it may hold an access key.
    /// - Throws: ``BackendError`` `invalidArguments`.
    public init(airflowConfig text: Secret) throws(BackendError) {
        let config = AirflowConfigText(text.reveal())
        let json: String?
        do {
            json = try config.value("secrets", "backend_kwargs")
        } catch {
            throw BackendError(.invalidArguments, "backend_kwargs: \(error.code.explanation)")
        }
        let multiTeam = config.flag("core", "multi_team") ?? false
        try self.init(json: Secret(json.flatMap { $0.isEmpty ? nil : $0 } ?? "{}"), multiTeam: multiTeam)
    }

    private init(_ object: JSONObject, multiTeam: Bool) throws(BackendError) {
        let naming = NamingConvention(backendArguments: object, multiTeam: multiTeam)
        self.init(
            connectionsPath: naming.connectionsPath, variablesPath: naming.variablesPath,
            configPath: naming.configPath, sep: naming.sep, useTeamSecretsPath: naming.useTeamSecretsPath,
            globalSecretsPath: naming.globalSecretsPath, multiTeam: multiTeam)
        for name in ["connections_path", "variables_path", "config_path", "sep", "global_secrets_path"] {
            _ = try Self.text(name, in: object)
        }
        apiURL = try Self.text("api_url", in: object) ?? apiURL
        accessID = try Self.text("access_id", in: object)
        accessKey = try Self.text("access_key", in: object).map { Secret($0) }
        accessType = try Self.text("access_type", in: object) ?? accessType
        uidToken = try Self.text("uid_token", in: object).map { Secret($0) }
        gcpAudience = try Self.text("gcp_audience", in: object)
        azureObjectID = try Self.text("azure_object_id", in: object)
        guard let lifetime = object["token_ttl"] else { return }
        guard case .number(let source) = lifetime, let seconds = Int(source), seconds >= 0 else {
            throw BackendError(.invalidArguments, "token_ttl in backend_kwargs must be a whole number of seconds")
        }
        tokenTTL = seconds
    }

    private static func text(_ name: String, in object: JSONObject) throws(BackendError) -> String? {
        guard let value = object[name], !value.isNull else { return nil }
        guard let text = value.text else {
            throw BackendError(.invalidArguments, "\(name) in backend_kwargs must be text")
        }
        return text
    }

    /// How the backend builds item names.
    func naming(provider: ReleaseVersion, rules: AirflowRules) -> NamingConvention {
        NamingConvention(
            connectionsPath: connectionsPath, variablesPath: variablesPath, configPath: configPath, sep: sep,
            multiTeam: multiTeam, useTeamSecretsPath: useTeamSecretsPath, globalSecretsPath: globalSecretsPath,
            providerVersion: provider, airflow: rules)
    }
}
