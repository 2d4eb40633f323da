/// What to look at when a login fails, by its method: what the service checks, and what people get wrong most often.
enum LoginAdvice {
    /// Hints for a login that the service refused.
    static func whenRefused(_ method: String) -> [String] {
        let check: String =
            switch method {
            case "api_key":
                "access_id (p-…) and access_key: the key must belong to this very id, and the auth method must not be"
                    + " disabled, expired or limited to other addresses"
            case "aws_iam":
                "which identity this machine has (`aws sts get-caller-identity`): the auth method must be bound to its"
                    + " account, role or ARN; and this machine's clock, since signatures are good for minutes"
            case "gcp":
                "gcp_audience, which must be the auth method's own (usual: akeyless.io), and the service accounts and"
                    + " projects that it is bound to"
            case "azure_ad":
                "the tenant and the object, group or subscription ids that the auth method is bound to;"
                    + " azure_object_id where the machine has several identities; azure_cloud outside of the public cloud"
            case "uid":
                "uid_token: each rotation ends the token before it, and one that is not rotated in time expires"
            case "jwt":
                "whether the token in jwt has expired, and that its issuer, audience and claims are the ones that the"
                    + " auth method asks for"
            case "k8s":
                "k8s_auth_config_name, which must exist on this gateway (else set gateway_url), and the namespaces and"
                    + " service accounts that the auth method is bound to"
            case "certificate":
                "that certificate_data is not expired and comes from the auth method's own authority, and that"
                    + " private_key_data belongs to it"
            case "token": "the token: it may have expired; log in again where it came from"
            default: "the settings of the login"
            }
        return ["check \(check)"]
    }

    /// Hints for an identity that could not be proved, before anything was sent to the service.
    static func whenWithoutIdentity(_ method: String) -> [String] {
        let hint: String? =
            switch method {
            case "aws_iam":
                "give it one: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, a role of the instance or"
                    + " container, or set cloud_id"
            case "gcp":
                "give it one: GOOGLE_APPLICATION_CREDENTIALS with the key file of a service account, a service account"
                    + " of the machine, or set cloud_id"
            case "azure_ad":
                "give it one: AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, workload identity, a managed"
                    + " identity of the machine, or set cloud_id"
            case "k8s":
                "run inside a pod, or set k8s_service_account_token or k8s_service_account_token_file"
            case "certificate": "set private_key_data to the key of the certificate, in PEM form and not encrypted"
            default: nil
            }
        return hint.map { [$0] } ?? []
    }
}
