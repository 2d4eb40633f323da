import AirflowAkeyless
import AkeylessClient
import Declarations
import Planning
import SyncModel

extension SyncEngine {
    /// The settings with the login that is in use.
    ///
    /// A login comes from one place as a whole. In order: the connection that `--conn-id` or `LOCKSTEP_CONN_ID` names;
    /// Lockstep's own settings, filled up by the variables of Akeyless's tools; the connection `akeyless_default` of a
    /// named file or of the environment; those variables alone; the profile of Akeyless's command line; and last the
    /// connection `akeyless_default` that the project declares.
    ///
    /// - Throws: ``EngineFailure`` for a connection that was asked for and is missing, or cannot be used.
    func settingsWithLogin() async throws -> Settings {
        var settings = settings
        let variables = AkeylessVariables(variables: context.variables)
        try await adoptLogin(&settings, variables)
        if let (url, origin) = variables.address { settings.suggest(url, .fallback, origin) }
        // Lockstep's own settings were checked when they were read; what came from elsewhere is new.
        if let problem = SettingsValidation.check(settings).first(where: { $0.severity == .error && !$0.isAboutNames })
        {
            throw EngineFailure(
                .invalidInput, code: problem.code, problem.message, hints: problem.hint.map { [$0] } ?? [])
        }
        return settings
    }

    private func adoptLogin(_ settings: inout Settings, _ variables: AkeylessVariables) async throws {
        let source = ConnectionSource(engine: self)
        if let (id, strength) = wantedConnection {
            if let login = try await source.login(id: id, strength: strength, isRequired: true) {
                settings.adopt(login)
            }
        } else if settings.namesLogin {
            let type = AuthMethod.canonicalName(ofType: settings.text(.authAccessType) ?? "api_key")
            for given in variables.settings(for: type) { settings.fill(given.name, given.value, given.origin) }
        } else if let login = try await source.login(
            id: AkeylessConnection.defaultID, strength: .fallback, isRequired: false)
        {
            settings.adopt(login)
        } else if let given = variables.login() {
            for one in given { settings.replace(one.name, one.value, one.origin) }
        } else if let profile = AkeylessProfile.inUse(variables: context.variables) {
            settings.adopt(
                ImportedLogin(
                    strength: .fallback, origin: profile.origin, fields: profile.fields, address: profile.address))
        } else if let login = try await source.declaredDefault() {
            settings.adopt(login)
        } else {
            // Not enough, but an error can then say what is missing.
            for given in variables.settings(for: "api_key") { settings.fill(given.name, given.value, given.origin) }
        }
    }

    /// The connection that someone asked for; a file without an id means the one that Airflow's hook takes.
    private var wantedConnection: (id: String, strength: SettingOrigin.Strength)? {
        let keys: [SettingKey] = [.connID, .connFile].filter { settings.text($0) != nil }
        guard !keys.isEmpty else { return nil }
        let isFlag = keys.contains { key in if case .flag = settings.origin(of: key) { true } else { false } }
        return (settings.text(.connID) ?? AkeylessConnection.defaultID, isFlag ? .flag : .variable)
    }
}
