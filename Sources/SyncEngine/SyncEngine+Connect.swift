import AirflowModel
import AkeylessClient
import Declarations
import Planning
import SyncModel

extension SyncEngine {
    /// A client for the gateway of this environment, and how it was reached.
    struct Connection: Sendable {
        var client: AkeylessClient
        var address: GatewayAddress

        /// Nil also where it may not be told.
        var accessID: String?
    }

    /// A client for a command that does not look at the ledger beyond whom it vouches for.
    func connection() async throws -> Connection {
        let settings = try await settingsWithLogin()
        let isAsked = settings.origin(of: .gatewayURL).isFromRepository
        return try await connection(settings, lastGateway: isAsked ? try await lastGateway() : nil)
    }

    /// Decides about trust, then makes the client, once for everything that the engine does; nothing is sent yet.
    ///
    /// - Parameter lastGateway: the address in the ledger's last `Lockstep-Gateway`.
    /// - Throws: ``EngineFailure`` `untrusted-gateway` (9) before any credential is even resolved.
    func connection(lastGateway: GatewayAddress?) async throws -> Connection {
        try await connection(try await settingsWithLogin(), lastGateway: lastGateway)
    }

    private func connection(_ settings: Settings, lastGateway: GatewayAddress?) async throws -> Connection {
        try await sharedConnection.connection { try await newConnection(settings, lastGateway: lastGateway) }
    }

    private func newConnection(_ settings: Settings, lastGateway: GatewayAddress?) async throws -> Connection {
        if let file = settings.text(.gatewayEmbedded) { return try await embedded(file) }
        let url = settings.text(.gatewayURL) ?? ""
        let address = try gatewayAddress(url)
        try await checkTrust(address, settings, lastGateway: lastGateway)
        let base: GatewayURL
        do { base = try GatewayURL(url) } catch {
            throw EngineFailure(.invalidInput, code: "gateway-url", error.description)
        }
        for note in base.notes { context.notice("note: \(note.message)") }
        let auth = try await login(settings)
        return Connection(
            client: try client(base, auth), address: address, accessID: auth.accessID)
    }

    private func gatewayAddress(_ url: String) throws -> GatewayAddress {
        do {
            return try GatewayAddress(url)
        } catch {
            throw EngineFailure(.invalidInput, code: "gateway-url", "gateway.url \(error.reason)")
        }
    }

    private func checkTrust(
        _ address: GatewayAddress, _ settings: Settings, lastGateway: GatewayAddress?
    ) async throws {
        var named = settings.list(.trustGateway) ?? []
        if !settings.origin(of: .gatewayURL).isFromRepository { named.append(address.hostAndPort) }
        let trust = GatewayTrust(namedHosts: named, last: lastGateway)
        guard !trust.isTrusted(address) else { return }
        let origin = settings.origin(of: .gatewayURL)
        if context.confirm("Send credentials to \(address.hostAndPort), named by \(origin)?") { return }
        var causes = ["it is named by \(origin), which a commit can change; no credential was sent"]
        if trust.givesUpEncryption(address) {
            causes.insert("the last apply reached it by https, this address is http", at: 0)
        }
        if (try? await isLedgerPlacedByCommit()) == true {
            causes.append(
                "the project file also says where the ledger is, so the gateway of its last apply does not count")
        }
        throw EngineFailure(
            .accessDenied, code: "untrusted-gateway", "the gateway \(address.hostAndPort) is not trusted",
            causes: causes,
            hints: [
                "if you know this host: --trust-gateway \(address.hostAndPort), or LOCKSTEP_TRUST_GATEWAY=\(address.hostAndPort)"
            ])
    }

    private func client(_ base: GatewayURL, _ login: Login) throws -> AkeylessClient {
        var transport = TransportSettings()
        transport.authorityFile = settings.text(.caFile)
        transport.clientCertificateFile = settings.text(.clientCertificate)
        transport.clientKeyFile = settings.text(.clientKey)
        transport.proxies = try proxies()
        var options = ClientOptions(time: .system)
        options.requestTimeout = .seconds(settings.count(.gatewayRequestTimeout))
        options.retry.budget = .seconds(settings.count(.gatewayTotalTimeout))
        options.concurrency = settings.count(.parallelism)
        options.cloud = cloudEffects
        options.repeatsWordsAboutLogin = !login.hasSecretID
        let notice = context.notice
        let throttled = context.throttled
        options.observer = { event in
            switch event {
            case .waiting(let duration, var error):
                if login.hasSecretID { error.serviceText = nil }
                notice("waiting \(duration.components.seconds) s before trying again: \(error.description)")
            case .throttled: throttled()
            case .loggingInAgain: notice("the session ended; logging in again")
            }
        }
        return AkeylessClient(
            gateway: base, auth: login.method, transport: try AsyncHTTPTransport(settings: transport), options: options)
    }

    /// The proxies that the environment names.
    private func proxies() throws -> ProxySettings {
        do { return try ProxySettings(environment: context.variables) } catch {
            throw EngineFailure(
                .invalidInput, code: "proxy", "HTTPS_PROXY, HTTP_PROXY or ALL_PROXY is not an address",
                causes: [error.reason])
        }
    }

    private func embedded(_ file: String) async throws -> Connection {
        try await EmbeddedFileCheck(directory: context.directory, variables: context.variables).check(file)
        let path = file.hasPrefix("/") ? file : context.directory + "/" + file
        let gateway = try await embeddedHost.gateway(over: path)
        let base = try GatewayURL(gateway.url)
        let login = Login(
            method: .accessKey(accessID: gateway.accessID, accessKey: gateway.accessKey), accessID: gateway.accessID)
        return Connection(
            client: try client(base, login), address: try gatewayAddress(gateway.url), accessID: gateway.accessID)
    }
}
