public import AirflowModel

/// The ways to log in that Airflow's `AkeylessBackend` has, by its names for them.
public enum BackendLogin: String, Sendable, CaseIterable {
    /// An access id with its access key; in every release of the provider.
    case apiKey = "api_key"
    /// A universal-identity token, used as it is; in every release of the provider.
    case uid
    /// The identity of a machine, role or container in AWS; from provider 0.3.0.
    case awsIAM = "aws_iam"
    /// The identity of a service account in Google Cloud; from provider 0.3.0.
    case gcp
    /// The identity of an application or machine in Azure; from provider 0.3.0.
    case azureAD = "azure_ad"

    /// The logins of one release of the provider, in the order of its own messages.
    public static func all(in provider: ReleaseVersion) -> [BackendLogin] {
        provider < ReleaseVersion(0, 3, 0) ? [.apiKey, .uid] : allCases
    }

    /// What the backend of a provider release says when it refuses to start with this access type; nil where it takes it.
    ///
    /// The hook has more logins than the backend, and the message says so, as the provider's own does.
    public static func refusal(of accessType: String, provider: ReleaseVersion) -> String? {
        let logins = all(in: provider)
        guard !logins.contains(where: { $0.rawValue == accessType }) else { return nil }
        return "Unsupported access_type '\(accessType)' for AkeylessBackend. "
            + "Must be one of: \(logins.map(\.rawValue).joined(separator: ", "))."
    }

    /// What to do about a refused login.
    public static let wayOut =
        "give Airflow's backend an identity of its own that logs in by api_key, uid or a cloud; "
        + "the hook, AkeylessHook, takes every login"
}
