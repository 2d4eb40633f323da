public import SyncModel

/// How a client proves who it is.
public enum AuthMethod: Sendable {
    /// An access id with its access key.
    case accessKey(accessID: String, accessKey: Secret)

    /// The identity of a machine, role or container in AWS.
    case awsIAM(accessID: String)

    /// The identity of a service account in Google Cloud.
    case gcp(accessID: String, audience: String)

    /// The identity of an application or machine in Azure.
    ///
    /// The object id chooses one of several managed identities; the cloud (`AzureUSGovernment`) is found out if nil.
    case azureAD(accessID: String, objectID: String? = nil, cloud: String? = nil)

    /// A cloud identity that someone else proved, for the access type `aws_iam`, `gcp` or `azure_ad`.
    case cloudID(accessType: String, accessID: String, cloudID: Secret)

    /// A universal-identity token (`u-…`), traded for a session, or used with every call as it is.
    case universalIdentity(token: Secret, accessID: String?, exchanged: Bool)

    /// A token of an identity provider.
    case jwt(accessID: String, token: Secret)

    /// The service account of a pod; see ``KubernetesCredentials``.
    case kubernetes(KubernetesCredentials)

    /// A certificate and its key; see ``CertificateCredentials``.
    case certificate(CertificateCredentials)

    /// A session token that someone else obtained; it is never renewed.
    case session(token: Secret)
}

/// A login with the token of a pod's service account.
public struct KubernetesCredentials: Sendable {
    /// The access id.
    public var accessID: String

    /// The name of the gateway's Kubernetes configuration.
    public var configurationName: String

    /// The token; nil reads the file that Kubernetes projects into the pod, anew at each login.
    public var token: Secret?

    /// Where that file is.
    public var tokenFile = "/var/run/secrets/kubernetes.io/serviceaccount/token"

    /// The address of the gateway that checks the token, where the login goes through another host.
    public var gatewayURL: String?

    /// Creates a login that reads the projected token.
    public init(accessID: String, configurationName: String) {
        self.accessID = accessID
        self.configurationName = configurationName
    }
}

/// A login with a certificate.
///
/// The key signs a challenge and stays here. Only a gateway that has no such command is given the key itself, as the
/// service's own tools always do.
public struct CertificateCredentials: Sendable {
    /// The access id.
    public var accessID: String

    /// The certificate in PEM form.
    public var certificate: Secret

    /// The private key in PEM form.
    public var privateKey: Secret

    /// Creates a login from two PEM texts.
    public init(accessID: String, certificate: Secret, privateKey: Secret) {
        self.accessID = accessID
        self.certificate = certificate
        self.privateKey = privateKey
    }
}

extension AuthMethod {
    /// The name of the method as Airflow's provider spells it.
    package var name: String {
        switch self {
        case .accessKey: "api_key"
        case .awsIAM: "aws_iam"
        case .gcp: "gcp"
        case .azureAD: "azure_ad"
        case .cloudID(let accessType, _, _): accessType
        case .universalIdentity: "uid"
        case .jwt: "jwt"
        case .kubernetes: "k8s"
        case .certificate: "certificate"
        case .session: "token"
        }
    }

    /// The access id, where there is one: what the ledger may name.
    package var accessID: String? {
        switch self {
        case .accessKey(let accessID, _), .awsIAM(let accessID), .gcp(let accessID, _), .azureAD(let accessID, _, _),
            .cloudID(_, let accessID, _), .jwt(let accessID, _):
            accessID
        case .universalIdentity(_, let accessID, _): accessID
        case .kubernetes(let login): login.accessID
        case .certificate(let login): login.accessID
        case .session: nil
        }
    }

    /// Whether logging in again could give another token.
    var canRenew: Bool { directToken == nil }

    /// The token itself, where no login is needed.
    var directToken: Secret? {
        switch self {
        case .session(let token), .universalIdentity(let token, _, exchanged: false): token
        default: nil
        }
    }
}
