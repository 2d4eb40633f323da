/// The names of the ways to log in, as Airflow's provider and the Akeyless API spell them.
package enum AccessTypes {
    /// Those that work without a person in front of a browser.
    package static let supported = [
        "api_key", "aws_iam", "azure_ad", "certificate", "gcp", "jwt", "k8s", "token", "uid",
    ]

    /// Other spellings of them.
    package static let aliases = [
        "access_key": "api_key", "universal_identity": "uid", "cert": "certificate", "kubernetes": "k8s",
        "azure": "azure_ad", "aws": "aws_iam",
    ]

    private static let unsupported = [
        "oci": "OCI IAM (Oracle Cloud)", "kerberos": "Kerberos", "ldap": "LDAP", "saml": "SAML", "oidc": "OIDC",
        "email": "e-mail and password", "password": "e-mail and password",
    ]

    /// Why a way to log in cannot be used, and what can be instead; nil where it can.
    package static func refusal(of written: String) -> (message: String, hint: String)? {
        let type = written.lowercased()
        if supported.contains(aliases[type] ?? type) { return nil }
        let known = unsupported[type].map { "logins by \($0) are not supported" }
        return (
            known ?? "access_type \(escapedForTerminal(written)) is not known",
            "use one of: \(supported.joined(separator: ", "))"
        )
    }
}
