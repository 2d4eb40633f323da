import Declarations
import SyncModel

/// The environment variables of Akeyless's own tools: the command line, the Terraform provider, the CSI provider.
struct AkeylessVariables: Sendable {
    let variables: [String: String]

    /// Settings below `gateway.auth` with the variables that give them, the command line's own first.
    private static let names: [String: [String]] = [
        "access_type": ["AKEYLESS_ACCESS_TYPE"],
        "access_id": ["AKEYLESS_ACCESS_ID"],
        "access_key": ["AKEYLESS_ACCESS_KEY"],
        "uid_token": ["AKEYLESS_UID_TOKEN", "AKEYLESS_AUTH_UID", "AKEYLESS_UID_INIT_TOKEN"],
        "jwt": ["AKEYLESS_JWT", "AKEYLESS_AUTH_JWT"],
        "token": ["AKEYLESS_TOKEN", "AKEYLESS_AUTH_TOKEN"],
        "certificate_data": ["AKEYLESS_AUTH_CERT"],
        "private_key_data": ["AKEYLESS_AUTH_KEY"],
        "k8s_auth_config_name": ["AKEYLESS_K8S_AUTH_CONFIG_NAME"],
        "gcp_audience": ["AKEYLESS_GCP_AUDIENCE"],
        "azure_object_id": ["AKEYLESS_AZURE_OBJECT_ID"],
        "cloud_id": ["AKEYLESS_CLOUD_ID"],
    ]

    /// Addresses of the gateway, in the order of the tools above.
    private static let addresses = ["AKEYLESS_GATEWAY_URL", "AKEYLESS_GATEWAY", "AKEYLESS_URL"]

    /// What makes a login complete where no variable says its type; the first that is there counts.
    private static let complete: [(type: String, needs: [String])] = [
        ("api_key", ["access_id", "access_key"]), ("uid", ["uid_token"]), ("jwt", ["access_id", "jwt"]),
        ("certificate", ["access_id", "certificate_data", "private_key_data"]),
        ("k8s", ["access_id", "k8s_auth_config_name"]), ("token", ["token"]),
    ]

    /// Which settings each login can use, besides its type.
    private static let uses: [String: Set<String>] = [
        "api_key": ["access_id", "access_key"], "uid": ["access_id", "uid_token"], "jwt": ["access_id", "jwt"],
        "certificate": ["access_id", "certificate_data", "private_key_data"],
        "k8s": ["access_id", "k8s_auth_config_name"], "token": ["token"], "aws_iam": ["access_id", "cloud_id"],
        "gcp": ["access_id", "cloud_id", "gcp_audience"],
        "azure_ad": ["access_id", "cloud_id", "azure_object_id"],
    ]

    struct Given: Sendable {
        var name: String
        var value: Secret
        var variable: String

        var origin: SettingOrigin { .variable(variable) }
    }

    /// The gateway's address.
    var address: (url: String, origin: SettingOrigin)? {
        first(of: Self.addresses).map { ($0.text, .variable($0.name)) }
    }

    /// A whole login: the type that a variable names, or the one that is complete.
    ///
    /// Nil where the variables name no type and are not enough for any.
    func login() -> [Given]? {
        if let type = value("access_type") {
            return [type] + settings(for: type.value.reveal())
        }
        guard let type = Self.complete.first(where: { $0.needs.allSatisfy { value($0) != nil } })?.type else {
            return nil
        }
        let values = settings(for: type)
        return [Given(name: "access_type", value: Secret(type), variable: values.first?.variable ?? "")] + values
    }

    /// What the variables have for a login of a type, to fill what other settings leave open.
    func settings(for type: String) -> [Given] {
        (Self.uses[type] ?? ["access_id"]).sorted().compactMap(value)
    }

    private func value(_ name: String) -> Given? {
        first(of: Self.names[name] ?? []).map { Given(name: name, value: Secret($0.text), variable: $0.name) }
    }

    private func first(of names: [String]) -> (name: String, text: String)? {
        for name in names {
            if let text = variables[name], !text.isEmpty { return (name, text) }
        }
        return nil
    }
}
