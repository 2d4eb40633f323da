import SyncModel

/// The names of the settings of logins, as Airflow's provider and the akeyless API spell them.
enum AuthNames {
    static let aliases = AccessTypes.aliases
    static let commonNames: Set = ["access_type", "access_id"]
    static let namesByType: [String: Set<String>] = [
        "api_key": ["access_key"], "aws_iam": ["cloud_id"], "gcp": ["cloud_id", "gcp_audience"],
        "azure_ad": ["cloud_id", "azure_object_id", "azure_cloud"],
        "uid": ["uid_token", "uid_exchange"], "jwt": ["jwt", "jwt_token"], "token": ["token"],
        "k8s": ["k8s_auth_config_name", "k8s_service_account_token", "k8s_service_account_token_file", "gateway_url"],
        "certificate": ["certificate_data", "private_key_data"],
    ]
}
