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
}

/// The settings of a login while they are read.
package struct AuthFields: Sendable {
    private let fields: [String: Secret]
    private let location: SourceLocation?
    private var problems: [Diagnostic] = []

    /// The logins that work without a person in front of a browser.
    package static let supportedTypes = [
        "api_key", "aws_iam", "azure_ad", "certificate", "gcp", "jwt", "k8s", "uid",
    ]

    private static let aliases = [
        "access_key": "api_key", "universal_identity": "uid", "cert": "certificate", "kubernetes": "k8s",
        "azure": "azure_ad", "aws": "aws_iam",
    ]

    private static let unsupportedTypes: [String: String] = [
        "oci": "Oracle Cloud", "kerberos": "Kerberos", "ldap": "LDAP", "saml": "SAML", "oidc": "OIDC",
        "email": "e-mail and password", "password": "e-mail and password",
    ]

    private static let commonNames: Set = ["access_type", "access_id"]
    private static let namesByType: [String: Set<String>] = [
        "api_key": ["access_key"], "aws_iam": [], "gcp": ["gcp_audience"], "azure_ad": ["azure_object_id"],
        "uid": ["uid_token", "uid_exchange"], "jwt": ["jwt", "jwt_token"],
        "k8s": ["k8s_auth_config_name", "k8s_service_account_token", "k8s_service_account_token_file", "gateway_url"],
        "certificate": ["certificate_data", "private_key_data"],
    ]

    fileprivate static func read(
        _ fields: [String: Secret], at location: SourceLocation?
    ) -> (method: AuthMethod?, diagnostics: [Diagnostic]) {
        var reader = AuthFields(fields, at: location)
        let method = reader.method()
        return (reader.problems.hasErrors ? nil : method, reader.problems)
    }

    private init(_ fields: [String: Secret], at location: SourceLocation?) {
        self.fields = fields.filter { !$0.value.isEmpty }
        self.location = location
    }

    private mutating func method() -> AuthMethod? {
        let written = fields["access_type"]?.reveal().trimmed ?? "api_key"
        let type = Self.aliases[written.lowercased()] ?? written.lowercased()
        guard let names = Self.namesByType[type] else {
            refuse(type: written)
            return nil
        }
        for name in fields.keys.sorted() where !names.contains(name) && !Self.commonNames.contains(name) {
            let isKnown = Self.namesByType.values.contains { $0.contains(name) }
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
        let id = required("access_id")
        switch type {
        case "api_key":
            let key = required("access_key")
            return id.flatMap { id in key.map { .accessKey(accessID: id.reveal(), accessKey: $0) } }
        case "aws_iam": return id.map { .awsIAM(accessID: $0.reveal()) }
        case "gcp":
            let audience = fields["gcp_audience"]?.reveal() ?? "akeyless.io"
            return id.map { .gcp(accessID: $0.reveal(), audience: audience) }
        case "azure_ad":
            return id.map { .azureAD(accessID: $0.reveal(), objectID: fields["azure_object_id"]?.reveal()) }
        case "jwt":
            let token = fields["jwt"] ?? required("jwt_token")
            return id.flatMap { id in token.map { .jwt(accessID: id.reveal(), token: $0) } }
        case "k8s": return kubernetes(id)
        default: return certificate(id)
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
        var login = KubernetesLogin(accessID: id.reveal(), configurationName: name.reveal())
        login.token = fields["k8s_service_account_token"]
        if let file = fields["k8s_service_account_token_file"] { login.tokenFile = file.reveal() }
        login.gatewayURL = fields["gateway_url"]?.reveal()
        return .kubernetes(login)
    }

    private mutating func certificate(_ id: Secret?) -> AuthMethod? {
        let certificate = pem("certificate_data")
        let key = pem("private_key_data")
        guard let id, let certificate, let key else { return nil }
        return .certificate(CertificateLogin(accessID: id.reveal(), certificate: certificate, privateKey: key))
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
        let list = Self.supportedTypes.joined(separator: ", ")
        let what = Self.unsupportedTypes[type.lowercased()].map { "logins by \($0) are not supported" }
        add(
            .error, "auth-type-unsupported", what ?? "access_type \(escapedForTerminal(type)) is not known",
            hint: "use one of: \(list)")
    }

    private mutating func add(_ severity: Diagnostic.Severity, _ code: String, _ message: String, hint: String? = nil) {
        problems.append(Diagnostic(severity, code: code, message, at: location, hint: hint))
    }
}
