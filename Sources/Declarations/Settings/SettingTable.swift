extension SettingDefinition {
    /// Every setting in the order in which `lockstep config` prints them.
    package static let all: [SettingDefinition] =
        projectRows + gatewayRows + authRows + backendRows + ledgerRows + runRows

    package static func of(_ key: SettingKey) -> SettingDefinition {
        byKey[key] ?? row(key, .text, "")
    }

    private static let byKey: [SettingKey: SettingDefinition] =
        Dictionary(all.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })

    private static let projectRows: [SettingDefinition] = [
        row(.projectName, .text, "the project's name; default: the folder's", inEnvironment: false),
        row(.projectID, .verbatim, "random, written by init; marks what this project owns", inEnvironment: false),
    ]

    private static let gatewayRows: [SettingDefinition] = [
        row(
            .gatewayURL, .text, "address of the Akeyless gateway", ["LOCKSTEP_GATEWAY", "LOCKSTEP_GATEWAY_URL"],
            flag: "--gateway", default: .text("https://api.akeyless.io")),
        row(.gatewayEmbedded, .text, "file of an embedded development gateway, instead of a url"),
        row(
            .gatewayRequestTimeout, .count(1...600), "seconds that one request may take", ["LOCKSTEP_REQUEST_TIMEOUT"],
            default: .count(30)),
        row(
            .gatewayTotalTimeout, .count(1...3600), "seconds that one call may take with all its repetitions",
            ["LOCKSTEP_TOTAL_TIMEOUT"], default: .count(45)),
        row(.gatewaySendLastVersion, .bool, "send last-version with every update", default: .bool(false)),
    ]

    private static let authRows: [SettingDefinition] = [
        row(.authAccessType, .text, "how to log in", ["LOCKSTEP_ACCESS_TYPE"], default: .text("api_key")),
        row(.authAccessID, .secret, "access id", ["LOCKSTEP_ACCESS_ID"]),
        row(.authAccessKey, .secret, "access key", ["LOCKSTEP_ACCESS_KEY"]),
        row(.authCloudID, .secret, "cloud identity, where it is not asked from the cloud"),
        row(.authGCPAudience, .text, "audience of the Google token"),
        row(.authAzureObjectID, .text, "object id of the Azure identity"),
        row(.authAzureCloud, .text, "AzureCloud, AzureUSGovernment or AzureChinaCloud"),
        row(.authJWT, .secret, "token of an identity provider", ["LOCKSTEP_JWT"]),
        row(.authJWTToken, .secret, "the same, by the name that Airflow's provider gives it"),
        row(.authUIDToken, .secret, "universal identity token", ["LOCKSTEP_UID_TOKEN"]),
        row(.authUIDExchange, .bool, "whether that token is traded for a session"),
        row(.authK8sConfigName, .text, "name of the Kubernetes auth configuration"),
        row(.authK8sToken, .secret, "Kubernetes service account token"),
        row(.authK8sTokenFile, .text, "the file with that token, if not the one that Kubernetes projects"),
        row(.authK8sGateway, .text, "the gateway that checks the Kubernetes token"),
        row(.authCertificateData, .secret, "client certificate (PEM, or its base64)"),
        row(.authPrivateKeyData, .secret, "key of the client certificate (PEM, or its base64)"),
        row(.authCertificate, .secret, "certificate_data, by the name of the Akeyless API"),
        row(.authKey, .secret, "private_key_data, by the name of the Akeyless API"),
        row(.authToken, .secret, "a token that is already there", ["LOCKSTEP_TOKEN"]),
    ]

    private static let backendRows: [SettingDefinition] = [
        row(
            .connectionsPath, .optionalText, "where Airflow looks for connections", ["LOCKSTEP_CONNECTIONS_PATH"],
            default: .text("/airflow/connections")),
        row(
            .variablesPath, .optionalText, "where Airflow looks for variables", ["LOCKSTEP_VARIABLES_PATH"],
            default: .text("/airflow/variables")),
        row(
            .configPath, .optionalText, "where Airflow looks for config options", ["LOCKSTEP_CONFIG_PATH"],
            default: .text("/airflow/config")),
        row(.separator, .anyText, "between the base path and the key", default: .text("/")),
        row(.useTeamSecretsPath, .bool, "ask under the team first", default: .bool(true)),
        row(.globalSecretsPath, .optionalText, "folder of the shared entries under multi-team"),
        row(.airflowConfig, .text, "an airflow.cfg whose backend_kwargs give the names", hasVariable: false),
        row(.airflowVersion, .verbatim, "the Airflow release that reads", default: .text("3.3")),
        row(.providerVersion, .verbatim, "the release of the Akeyless provider", default: .text("0.3.2")),
        row(.multiTeam, .bool, "whether Airflow runs with teams", default: .bool(false)),
    ]

    private static let ledgerRows: [SettingDefinition] = [
        row(.ledgerBranch, .text, "branch of the ledger; default: lockstep/<environment>", ["LOCKSTEP_LEDGER_BRANCH"]),
        row(.ledgerRepository, .text, "another repository for the ledger"),
        row(.ledgerRemote, .text, "remote that shares the ledger", ["LOCKSTEP_LEDGER_REMOTE"]),
        row(
            .ledgerSign, .choice(["auto", "required"]),
            "whether ledger commits are signed: as Git is set up, or always",
            ["LOCKSTEP_LEDGER_SIGN"], default: .text("auto")),
        row(.ledgerKeyPath, .text, "Akeyless path of the ledger key"),
        row(.ledgerKey, .secret, "the ledger key itself, as a reference", ["LOCKSTEP_LEDGER_KEY"]),
        row(.ledgerTrashPath, .text, "Akeyless folder where deleted items are kept for a while"),
        row(.ledgerTrashDays, .count(1...3650), "days until the trash is emptied", default: .count(30)),
        row(.limitDelete, .share, "deletes that one apply may do", default: .share(.percent(30))),
        row(.limitUpdate, .share, "updates that one apply may do", default: .share(.percent(30))),
        row(.limitFrom, .count(0...1_000_000), "shares count from this many items on", default: .count(10)),
        row(.limitValueSize, .count(1...10_000_000), "largest stored text in bytes", default: .count(16384)),
        row(
            .encoding, .choice(["auto", "wrapped"]), "how variables and config options are stored",
            default: .text("auto")),
    ]

    private static let runRows: [SettingDefinition] = [
        row(
            .environment, .text, "the environment", ["LOCKSTEP_ENVIRONMENT"], flag: "--environment",
            default: .text("default"), inFile: false),
        row(
            .format, .choice(["text", "json", "markdown", "html"]), "form of the output", ["LOCKSTEP_FORMAT"],
            flag: "--format", default: .text("text"), inFile: false),
        row(
            .parallelism, .count(1...256), "requests at a time", ["LOCKSTEP_PARALLELISM"], flag: "--parallelism",
            default: .count(16), inEnvironment: false),
        row(
            .caFile, .text, "certificates to trust besides the system's: a PEM file, or a folder of them",
            ["LOCKSTEP_CA_FILE", "AKEYLESS_TRUSTED_TLS_CERTIFICATE_FILE"], flag: "--ca-file", inFile: false),
        row(
            .clientCertificate, .text, "certificate to show to the gateway (PEM file)",
            ["LOCKSTEP_CLIENT_CERTIFICATE"], inFile: false),
        row(.clientKey, .text, "its key, where that is another file", ["LOCKSTEP_CLIENT_KEY"], inFile: false),
        row(
            .connID, .text, "the Airflow connection to log in with", ["LOCKSTEP_CONN_ID"], flag: "--conn-id",
            inFile: false),
        row(
            .connFile, .text, "a file of connections, as `airflow connections export` writes it",
            ["LOCKSTEP_CONN_FILE"], flag: "--conn-file", inFile: false),
        row(
            .trustGateway, .list, "hosts that credentials may be sent to", ["LOCKSTEP_TRUST_GATEWAY"],
            flag: "--trust-gateway", default: .list([]), inFile: false),
        row(.envAllow, .list, "names that ref+env may read", ["LOCKSTEP_ENV_ALLOW"], inFile: false),
        row(.execFile, .text, "commands that ref+exec may run", ["LOCKSTEP_EXEC_FILE"], inFile: false),
        row(
            .akeylessAllow, .list, "paths that ref+akeyless may read", ["LOCKSTEP_AKEYLESS_ALLOW"],
            default: .list([]), inFile: false),
    ]

    private static func row(
        _ key: SettingKey, _ type: SettingType, _ summary: String, _ variables: [String] = [], flag: String? = nil,
        default value: SettingValue? = nil, inFile: Bool = true, inEnvironment: Bool = true, hasVariable: Bool = true
    ) -> SettingDefinition {
        // What the project file may say, a variable may say, too: the one of its name, or a shorter one.
        let named = "LOCKSTEP_" + key.rawValue.uppercased().replacing(".", with: "_")
        let all = inFile && hasVariable && !variables.contains(named) ? variables + [named] : variables
        return SettingDefinition(
            key: key, type: type, variables: all, flag: flag, defaultValue: value, inFile: inFile,
            inEnvironment: inFile && inEnvironment, summary: summary)
    }
}
