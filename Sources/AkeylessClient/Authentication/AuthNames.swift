/// The names of logins and of their settings, as Airflow's provider and the akeyless API spell them.
enum AuthNames {
    /// The logins that work without a person in front of a browser.
    static let supportedTypes = [
        "api_key", "aws_iam", "azure_ad", "certificate", "gcp", "jwt", "k8s", "token", "uid",
    ]

    static let aliases = [
        "access_key": "api_key", "universal_identity": "uid", "cert": "certificate", "kubernetes": "k8s",
        "azure": "azure_ad", "aws": "aws_iam",
    ]

    static let unsupportedTypes: [String: String] = [
        "oci": "Oracle Cloud", "kerberos": "Kerberos", "ldap": "LDAP", "saml": "SAML", "oidc": "OIDC",
        "email": "e-mail and password", "password": "e-mail and password",
    ]

    static let commonNames: Set = ["access_type", "access_id"]
    static let namesByType: [String: Set<String>] = [
        "api_key": ["access_key"], "aws_iam": ["cloud_id"], "gcp": ["cloud_id", "gcp_audience"],
        "azure_ad": ["cloud_id", "azure_object_id", "azure_cloud"],
        "uid": ["uid_token", "uid_exchange"], "jwt": ["jwt", "jwt_token"], "token": ["token"],
        "k8s": ["k8s_auth_config_name", "k8s_service_account_token", "k8s_service_account_token_file", "gateway_url"],
        "certificate": ["certificate_data", "private_key_data"],
    ]
}
