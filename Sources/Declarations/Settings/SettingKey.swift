/// Every setting, by the dotted name that `lockstep config` prints and that a project file nests.
package enum SettingKey: String, CaseIterable, Sendable {
    case projectName = "project.name"
    case projectID = "project.id"
    case gatewayURL = "gateway.url"
    case gatewayEmbedded = "gateway.embedded"
    case gatewayRequestTimeout = "gateway.request_timeout"
    case gatewayTotalTimeout = "gateway.total_timeout"
    case gatewaySendLastVersion = "gateway.send_last_version"
    case authAccessType = "gateway.auth.access_type"
    case authAccessID = "gateway.auth.access_id"
    case authAccessKey = "gateway.auth.access_key"
    case authCloudID = "gateway.auth.cloud_id"
    case authGCPAudience = "gateway.auth.gcp_audience"
    case authAzureObjectID = "gateway.auth.azure_object_id"
    case authAzureCloud = "gateway.auth.azure_cloud"
    case authJWT = "gateway.auth.jwt"
    case authJWTToken = "gateway.auth.jwt_token"
    case authUIDToken = "gateway.auth.uid_token"
    case authUIDExchange = "gateway.auth.uid_exchange"
    case authK8sConfigName = "gateway.auth.k8s_auth_config_name"
    case authK8sToken = "gateway.auth.k8s_service_account_token"
    case authK8sTokenFile = "gateway.auth.k8s_service_account_token_file"
    case authK8sGateway = "gateway.auth.gateway_url"
    case authCertificateData = "gateway.auth.certificate_data"
    case authPrivateKeyData = "gateway.auth.private_key_data"
    case authCertificate = "gateway.auth.cert_data"
    case authKey = "gateway.auth.key_data"
    case authToken = "gateway.auth.token"
    case connectionsPath = "backend.connections_path"
    case variablesPath = "backend.variables_path"
    case configPath = "backend.config_path"
    case separator = "backend.sep"
    case useTeamSecretsPath = "backend.use_team_secrets_path"
    case globalSecretsPath = "backend.global_secrets_path"
    case airflowConfig = "backend.airflow_cfg"
    case airflowVersion = "airflow.version"
    case providerVersion = "airflow.provider_version"
    case multiTeam = "airflow.multi_team"
    case ledgerBranch = "ledger.branch"
    case ledgerRepository = "ledger.repository"
    case ledgerRemote = "ledger.remote"
    case ledgerSign = "ledger.sign"
    case ledgerKeyPath = "ledger.key_path"
    case ledgerKey = "ledger.key"
    case ledgerTrashPath = "ledger.trash_path"
    case ledgerTrashDays = "ledger.trash_days"
    case limitDelete = "limits.delete"
    case limitUpdate = "limits.update"
    case limitFrom = "limits.from"
    case limitValueSize = "limits.value_size"
    case encoding
    case environment
    case format
    case parallelism
    case caFile = "ca_file"
    case clientCertificate = "client_certificate"
    case clientKey = "client_key"
    case connID = "conn_id"
    case connFile = "conn_file"
    case trustGateway = "trust_gateway"
    case envAllow = "env_allow"
    case execFile = "exec_file"
    case akeylessAllow = "akeyless_allow"
}

/// What a setting accepts.
package enum SettingType: Hashable, Sendable {
    case text
    /// Text that may be empty.
    case anyText
    /// Text that may be null, which switches the thing off.
    case optionalText
    /// Text whose unquoted spelling counts as it is written (`3.10`, `0123`).
    case verbatim
    /// A secret, or a reference to one.
    case secret
    case bool
    case count(ClosedRange<Int>)
    /// A count (`10`) or a share (`30%`).
    case share
    case list
    case choice([String])
}

/// Where a setting may come from and how it is read: one row of the table that drives files, variables and flags.
package struct SettingDefinition: Sendable {
    package var key: SettingKey
    package var type: SettingType

    /// Environment variables, the preferred name first.
    package var variables: [String]
    package var flag: String?
    package var defaultValue: SettingValue?

    /// Whether the project file, and so a pull request, may set it.
    package var inFile: Bool

    /// Whether a section of `environments:` may set it.
    package var inEnvironment: Bool

    /// One line for the list of settings.
    package var summary: String
}
