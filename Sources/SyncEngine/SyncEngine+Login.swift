import AkeylessClient
import Declarations
import Planning
import SyncModel

extension SyncEngine {
    /// How to log in, and the access id for the history.
    struct Login: Sendable {
        var method: AuthMethod
        var accessID: String?
    }

    /// Decides the login from the settings, with the environment variables of Akeyless's own tools behind them.
    ///
    /// - Throws: ``EngineFailure`` `login-incomplete` (9) naming what is missing, never a value.
    func login() async throws -> Login {
        let (values, problems) = await ReferenceResolution.authentication(settings, resolvers: loginResolvers)
        try refuse(problems, "the login cannot be resolved")
        func value(_ key: SettingKey, _ variable: String? = nil) -> Secret? {
            values[key] ?? variable.flatMap { context.variables[$0] }.flatMap { $0.isEmpty ? nil : Secret($0) }
        }
        let type = settings.text(.authAccessType) ?? "api_key"
        let id = value(.authAccessID, "AKEYLESS_ACCESS_ID")
        switch type {
        case "api_key", "access_key":
            guard let id else { throw incomplete(type, "access_id", "AKEYLESS_ACCESS_ID") }
            guard let key = value(.authAccessKey, "AKEYLESS_ACCESS_KEY") else {
                throw incomplete(type, "access_key", "AKEYLESS_ACCESS_KEY")
            }
            return Login(method: .accessKey(accessID: id.reveal(), accessKey: key), accessID: id.reveal())
        case "universal_identity", "uid":
            guard let token = value(.authUIDToken, "AKEYLESS_UID_TOKEN") else {
                throw incomplete(type, "uid_token", "AKEYLESS_UID_TOKEN")
            }
            return Login(
                method: .universalIdentity(token: token, accessID: id?.reveal(), exchanged: true),
                accessID: id?.reveal())
        case "token":
            guard let token = value(.authToken, "AKEYLESS_TOKEN") else {
                throw incomplete(type, "token", "AKEYLESS_TOKEN")
            }
            return Login(method: .session(token: token), accessID: id?.reveal())
        default:
            throw EngineFailure(
                .accessDenied, code: "login-unsupported", "the login \(type) is not supported",
                hints: ["gateway.auth.access_type can be api_key, universal_identity or token"])
        }
    }

    private func incomplete(_ type: String, _ field: String, _ variable: String) -> EngineFailure {
        EngineFailure(
            .accessDenied, code: "login-incomplete", "the login \(type) needs gateway.auth.\(field)",
            hints: ["set it in lockstep.yaml as ref+env://\(variable), or export \(variable)"])
    }

    /// The ledger's key, where the project gives it by reference.
    func givenLedgerKey() async throws -> FingerprintKey? {
        let (value, problems) = await ReferenceResolution.ledgerKey(settings, resolvers: loginResolvers)
        try refuse(problems, "the ledger key cannot be resolved")
        guard let value else { return nil }
        guard let key = FingerprintKey(storedText: value) else {
            throw EngineFailure(
                .invalidInput, code: "ledger-key-broken", "ledger.key is not a ledger key",
                hints: ["it must be 64 hexadecimal digits"])
        }
        return key
    }

    private var loginResolvers: ReferenceResolvers { .authentication(referenceContext(akeyless: nil)) }

    private func refuse(_ problems: [Diagnostic], _ message: String) throws {
        guard problems.hasErrors else { return }
        throw EngineFailure(.accessDenied, code: "login-incomplete", message, diagnostics: problems)
    }

    /// What references of declarations and of the login may reach.
    func referenceContext(akeyless: (any AkeylessValues)?) -> ReferenceContext {
        ReferenceContext(
            files: files, projectRoot: context.directory, variables: context.variables,
            limits: settings.referenceLimits, akeyless: akeyless)
    }
}
