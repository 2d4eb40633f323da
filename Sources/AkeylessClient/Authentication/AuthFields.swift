package import SyncModel

extension AuthMethod {
    /// Reads the settings of a login, by the names that Airflow's provider gave them.
    ///
    /// The method is nil exactly where one of the diagnostics is an error; all problems are reported together.
    package static func make(
        fields: [String: Secret], at location: SourceLocation? = nil
    ) -> (method: AuthMethod?, diagnostics: [Diagnostic]) {
        AuthFields.read(fields, at: location)
    }

    /// The name that Airflow's provider has for a way to log in, given under any of its names.
    package static func canonicalName(ofType type: String) -> String {
        AuthNames.aliases[type.lowercased()] ?? type.lowercased()
    }
}

/// The settings of a login while they are read.
private struct AuthFields {
    private let fields: [String: Secret]
    private let location: SourceLocation?
    private var problems: [Diagnostic] = []

    static func read(
        _ fields: [String: Secret], at location: SourceLocation?
    ) -> (method: AuthMethod?, diagnostics: [Diagnostic]) {
        var reader = AuthFields(fields, at: location)
        let method = reader.method()
        return (reader.problems.hasErrors ? nil : method, reader.problems)
    }

    init(_ fields: [String: Secret], at location: SourceLocation?) {
        var fields = fields.filter { !$0.value.isEmpty }
        // Airflow's provider and the akeyless API name the same things differently.
        for (name, alias) in ["certificate_data": "cert_data", "private_key_data": "key_data"] {
            if let value = fields.removeValue(forKey: alias), fields[name] == nil { fields[name] = value }
        }
        self.fields = fields
        self.location = location
    }

    private mutating func method() -> AuthMethod? {
        let written = fields["access_type"]?.reveal().trimmed ?? "api_key"
        let type = AuthMethod.canonicalName(ofType: written)
        guard let names = AuthNames.namesByType[type] else {
            refuse(type: written)
            return nil
        }
        for name in fields.keys.sorted() where !names.contains(name) && !AuthNames.commonNames.contains(name) {
            let isKnown = AuthNames.namesByType.values.contains { $0.contains(name) }
            add(
                .warning, "auth-field-unused",
                isKnown
                    ? "the setting \(name) means nothing for access_type \(type)"
                    : "the setting \(escapedForTerminal(name)) is not known")
        }
        return read(type)
    }

    private mutating func read(_ type: String) -> AuthMethod? {
        if type == "uid" { return universalIdentity() }
        if type == "token" { return required("token").map { .session(token: $0) } }
        let id = required("access_id")
        switch type {
        case "api_key":
            let key = required("access_key")
            return id.flatMap { id in key.map { .accessKey(accessID: id.reveal(), accessKey: $0) } }
        case "aws_iam", "gcp", "azure_ad": return id.flatMap { cloud(type, $0.reveal()) }
        case "jwt":
            let token = fields["jwt"] ?? required("jwt_token")
            return id.flatMap { id in token.map { .jwt(accessID: id.reveal(), token: $0) } }
        case "k8s": return kubernetes(id)
        default: return certificate(id)
        }
    }

    private mutating func cloud(_ type: String, _ id: String) -> AuthMethod? {
        if let cloudID = fields["cloud_id"] { return .cloudID(accessType: type, accessID: id, cloudID: cloudID) }
        switch type {
        case "aws_iam": return .awsIAM(accessID: id)
        case "gcp": return .gcp(accessID: id, audience: fields["gcp_audience"]?.reveal() ?? "akeyless.io")
        default:
            let cloud = fields["azure_cloud"]?.reveal()
            if let cloud, AzureCloud(named: cloud) == nil {
                add(
                    .error, "auth-field-invalid", "azure_cloud \(escapedForTerminal(cloud)) is not known",
                    hint: "use AzureCloud, AzureUSGovernment or AzureChinaCloud")
            }
            return .azureAD(accessID: id, objectID: fields["azure_object_id"]?.reveal(), cloud: cloud)
        }
    }

    private mutating func universalIdentity() -> AuthMethod? {
        guard let token = required("uid_token") else { return nil }
        let exchanged = fields["uid_exchange"]?.reveal().lowercased() != "false"
        return .universalIdentity(token: token, accessID: fields["access_id"]?.reveal(), exchanged: exchanged)
    }

    private mutating func kubernetes(_ id: Secret?) -> AuthMethod? {
        let name = required("k8s_auth_config_name")
        guard let id, let name else { return nil }
        var login = KubernetesCredentials(accessID: id.reveal(), configurationName: name.reveal())
        login.token = fields["k8s_service_account_token"]
        if let file = fields["k8s_service_account_token_file"] { login.tokenFile = file.reveal() }
        login.gatewayURL = fields["gateway_url"]?.reveal()
        return .kubernetes(login)
    }

    private mutating func certificate(_ id: Secret?) -> AuthMethod? {
        let certificate = pem("certificate_data")
        let key = pem("private_key_data")
        guard let id, let certificate, let key else { return nil }
        return .certificate(CertificateCredentials(accessID: id.reveal(), certificate: certificate, privateKey: key))
    }

    /// A PEM text as it is, or its base64: the latter is what Airflow's provider needs to be given.
    private mutating func pem(_ name: String) -> Secret? {
        guard let given = required(name) else { return nil }
        if given.reveal().contains("-----BEGIN ") { return given }
        if let bytes = Base64.decode(given.reveal()), let text = String(validating: bytes, as: UTF8.self),
            text.contains("-----BEGIN ")
        {
            return Secret(text)
        }
        add(.error, "auth-field-invalid", "the setting \(name) is neither a PEM text nor the base64 of one")
        return nil
    }

    private mutating func required(_ name: String) -> Secret? {
        if let value = fields[name] { return value }
        let type = fields["access_type"]?.reveal() ?? "api_key"
        add(.error, "auth-field-missing", "access_type \(escapedForTerminal(type)) needs the setting \(name)")
        return nil
    }

    private mutating func refuse(type: String) {
        guard let (message, hint) = AccessTypes.refusal(of: type) else { return }
        add(.error, "auth-type-unsupported", message, hint: hint)
    }

    private mutating func add(_ severity: Diagnostic.Severity, _ code: String, _ message: String, hint: String? = nil) {
        problems.append(Diagnostic(severity, code: code, message, at: location, hint: hint))
    }
}
