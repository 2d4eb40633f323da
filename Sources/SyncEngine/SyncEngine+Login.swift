import AkeylessClient
import Declarations
import Planning
import SyncModel

extension SyncEngine {
    /// How to log in, and the access id for the history where it may be told.
    struct Login: Sendable {
        var method: AuthMethod
        var accessID: String?

        /// Whether there is one that may not be told.
        var hasSecretID = false
    }

    /// Makes the login of the settings, which ``settingsWithLogin()`` gave.
    ///
    /// - Throws: ``EngineFailure`` `login-incomplete` (9) naming what is missing, never a value.
    func login(_ settings: Settings) async throws -> Login {
        let fields = try await loginFields(settings)
        let (method, refusals) = AuthMethod.make(fields: fields)
        guard let method else {
            let type = fields["access_type"]?.reveal() ?? "api_key"
            throw EngineFailure(
                .accessDenied, code: "login-incomplete", "the login \(type) is not complete",
                causes: refusals.filter { $0.severity == .error }.map(\.message),
                hints: refusals.compactMap(\.hint)
                    + (fields["token"] == nil ? [] : ["a session's `token` needs `access_type: token` beside it"]) + [
                        "export AKEYLESS_ACCESS_ID and AKEYLESS_ACCESS_KEY, name an Airflow connection with --conn-id, or set it in"
                            + " lockstep.yaml, as access_key: ref+env://AKEYLESS_ACCESS_KEY"
                    ])
        }
        let accessID = fields["access_id"]?.reveal()
        let isSecret = accessID.map { !settings.mayShow(accessID: $0) } ?? false
        return Login(method: method, accessID: isSecret ? nil : accessID, hasSecretID: isSecret)
    }

    /// The values for logging in by their names below `gateway.auth`, with references resolved.
    ///
    /// - Throws: ``EngineFailure`` `login-incomplete` (9) naming the references that cannot be resolved.
    func loginFields(_ settings: Settings) async throws -> [String: Secret] {
        let (values, problems) = await ReferenceResolution.authentication(settings, resolvers: loginResolvers)
        try refuse(problems, "the login cannot be resolved")
        var fields: [String: Secret] = [:]
        for (key, value) in values {
            fields[String(key.rawValue.dropFirst("gateway.auth.".count))] = value
        }
        return fields
    }

    /// What the credential chains of the clouds may look at on this machine.
    var cloudEffects: CloudEffects {
        .system(environment: context.variables) { arguments in
            guard let program = arguments.first else { return [] }
            return try await SystemProcesses().run(
                ProcessCall(
                    program: program, arguments: Array(arguments.dropFirst()), variables: cloudVariables,
                    folder: context.directory, outputLimit: 1 << 20))
        }
    }

    /// Values for references stand in the environment too, and are no business of a program that gets credentials.
    private var cloudVariables: [String: String] {
        context.variables.filter { name, _ in ["PATH", "HOME"].contains(name) || name.hasPrefix("AWS_") }
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
            limits: settings.referenceLimits, akeyless: akeyless,
            decryption: decryption)
    }
}
