public import AirflowModel
public import AkeylessClient
import SyncModel

extension AkeylessBackend {
    /// Makes a backend from the keyword arguments that Airflow's would be given.
    ///
    /// - Parameters:
    ///   - provider: The release of the provider to behave like; how keys with separators are refused depends on it.
    ///   - rules: The rules of the Airflow release to read like.
    ///   - transport: How requests travel; nil opens connections of its own, without a proxy.
    ///   - environment: The variables that the cloud logins may look at.
    /// - Throws: ``BackendError``: `unsupportedAccessType` in the words of Airflow's backend, `incompleteLogin`,
    ///   `unusableGateway`.
    public init(
        _ arguments: BackendArguments, provider: ReleaseVersion = NamingConvention.currentProvider,
        rules: AirflowRules = .current, transport: (any HTTPTransport)? = nil, environment: [String: String] = [:]
    ) throws(BackendError) {
        let auth = try arguments.authMethod(provider: provider)
        var options = ClientOptions(time: .system)
        options.cloud = .system(environment: environment)
        options.sessionLimit = .seconds(arguments.tokenTTL)
        let gateway: GatewayURL
        do {
            gateway = try GatewayURL(arguments.apiURL)
        } catch {
            throw BackendError(.unusableGateway, error.description)
        }
        let network: any HTTPTransport
        do {
            network = try transport ?? AsyncHTTPTransport()
        } catch {
            throw BackendError(.unusableGateway, "the network cannot be set up")
        }
        self.init(
            client: AkeylessClient(gateway: gateway, auth: auth, transport: network, options: options),
            naming: arguments.naming(provider: provider, rules: rules), rules: rules)
    }
}

extension BackendArguments {
    /// The login that the arguments describe.
    func authMethod(provider: ReleaseVersion) throws(BackendError) -> AuthMethod {
        if let refusal = BackendLogin.refusal(of: accessType, provider: provider) {
            throw BackendError(.unsupportedAccessType, refusal, hint: "The way out: \(BackendLogin.wayOut).")
        }
        switch BackendLogin(rawValue: accessType) {
        case .uid:
            return .universalIdentity(
                token: try required(uidToken, "uid_token"), accessID: accessID, exchanged: false)
        case .awsIAM: return .awsIAM(accessID: try required(accessID, "access_id"))
        case .gcp: return .gcp(accessID: try required(accessID, "access_id"), audience: gcpAudience ?? "akeyless.io")
        case .azureAD: return .azureAD(accessID: try required(accessID, "access_id"), objectID: azureObjectID)
        case .apiKey, nil:
            return .accessKey(
                accessID: try required(accessID, "access_id"), accessKey: try required(accessKey, "access_key"))
        }
    }

    private func required<Value>(_ value: Value?, _ name: String) throws(BackendError) -> Value {
        guard let value else {
            throw BackendError(.incompleteLogin, "the login \(accessType) needs the argument \(name)")
        }
        return value
    }
}
