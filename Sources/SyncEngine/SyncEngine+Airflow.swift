import AirflowAkeyless
package import AirflowModel
import AkeylessClient
import Declarations
package import SyncModel

/// What to configure in an Airflow deployment so that it reads what this environment writes.
package struct AirflowSettings: Sendable {
    /// The class to name as `[secrets] backend`.
    package static let backend = "airflow.providers.akeyless.secrets.akeyless.AkeylessBackend"

    package var environment: String

    /// `backend_kwargs` in the provider's order. A placeholder stands where a credential would be.
    package var arguments: [(name: String, value: JSONValue)] = []

    /// The arguments that hold a placeholder.
    package var placeholders: [String] = []

    /// Declared config options, each with the key that its `_secret` setting has to name.
    package var options: [(section: String, name: String, key: String)] = []

    /// Whether `[core] multi_team` has to be on.
    package var multiTeam = false

    /// What keeps this deployment from reading.
    package var diagnostics: [Diagnostic] = []
}

extension SyncEngine {
    /// The settings of an Airflow that reads this environment.
    ///
    /// - Parameter revealing: Whether to resolve and show the credentials of `gateway.auth`.
    /// - Throws: ``EngineFailure`` `login-incomplete` for credentials that cannot be resolved.
    package func airflowSettings(revealing: Bool) async throws -> AirflowSettings {
        let settings = revealing ? try await settingsWithLogin() : settings
        let fields = revealing ? try await loginFields(settings) : [:]
        var result = AirflowSettings(environment: environment)
        let type = AuthMethod.canonicalName(ofType: settings.text(.authAccessType) ?? "api_key")
        result.arguments = [("api_url", apiURL(settings, &result)), ("access_type", .text(type))]
        for (name, key) in credentials(of: type) {
            let shown = fields[name]?.reveal() ?? literal(key, settings)
            if let shown {
                result.arguments.append((name, .text(shown)))
            } else if key.isRequired {
                result.placeholders.append(name)
                result.arguments.append((name, .text("<fill in: \(key.setting.rawValue)>")))
            }
        }
        result.arguments += names()
        result.multiTeam = settings.bool(.multiTeam)
        result.options = declaredOptions()
        result.diagnostics = loginProblems(type) + namingProblems() + result.diagnostics
        return result
    }

    private struct Credential {
        var setting: SettingKey
        var isRequired = true
        var isSecret = true
    }

    private func credentials(of type: String) -> [(name: String, key: Credential)] {
        let id = ("access_id", Credential(setting: .authAccessID, isSecret: false))
        return switch type {
        case "api_key": [id, ("access_key", Credential(setting: .authAccessKey))]
        case "uid": [("uid_token", Credential(setting: .authUIDToken))]
        case "gcp": [id, ("gcp_audience", Credential(setting: .authGCPAudience, isRequired: false, isSecret: false))]
        case "azure_ad":
            [id, ("azure_object_id", Credential(setting: .authAzureObjectID, isRequired: false, isSecret: false))]
        default: [id]
        }
    }

    /// What may be shown although nobody asked to reveal: written out in the project file, and no credential.
    private func literal(_ key: Credential, _ settings: Settings) -> String? {
        if key.setting == .authGCPAudience { return settings.text(.authGCPAudience) ?? "akeyless.io" }
        guard !key.isSecret else { return nil }
        if let text = settings.text(key.setting) { return text }
        guard let secret = settings.secret(key.setting), !secret.reveal().hasPrefix("ref+") else { return nil }
        return secret.reveal()
    }

    private func apiURL(_ settings: Settings, _ result: inout AirflowSettings) -> JSONValue {
        guard settings.text(.gatewayEmbedded) == nil, let url = settings.text(.gatewayURL) else {
            result.placeholders.append("api_url")
            result.diagnostics.append(
                Diagnostic(
                    .warning, code: "embedded-gateway",
                    "an embedded gateway lives inside one command; Airflow needs one that keeps running",
                    hint: "start `lockstep gateway run --data FILE` and set gateway.url to its address"))
            return .text("<fill in: gateway.url>")
        }
        return .text((try? GatewayURL(url))?.description ?? url)
    }

    /// The naming convention under the backend's names; what is the provider's default and rarely changed is left out.
    private func names() -> [(name: String, value: JSONValue)] {
        let naming = settings.naming
        var names: [(name: String, value: JSONValue)] = [
            ("connections_path", .text(naming.connectionsPath)), ("variables_path", .text(naming.variablesPath)),
            ("config_path", .text(naming.configPath)),
        ]
        if naming.sep != "/" { names.append(("sep", .text(naming.sep))) }
        if !naming.useTeamSecretsPath { names.append(("use_team_secrets_path", .bool(false))) }
        if let path = naming.globalSecretsPath { names.append(("global_secrets_path", .text(path))) }
        return names
    }

    private func declaredOptions() -> [(section: String, name: String, key: String)] {
        let sensitive = SensitiveOptions(rules: settings.rules)
        return DeclarationLoader.load(files: files, settings: settings).entries.compactMap { entry in
            guard entry.id.kind == .config, let option = OptionName.option(spelledBy: entry.id.key),
                sensitive.contains(option)
            else { return nil }
            return (option.section, option.name, entry.id.key)
        }
    }

    private func loginProblems(_ type: String) -> [Diagnostic] {
        let provider = settings.naming.providerVersion
        guard let refusal = BackendLogin.refusal(of: type, provider: provider) else { return [] }
        let needsNewer = BackendLogin(rawValue: type) != nil
        return [
            Diagnostic(
                .warning, code: "backend-login", "provider \(provider) will not start with this login: \(refusal)",
                hint: needsNewer
                    ? "install apache-airflow-providers-akeyless 0.3.0 or later and set airflow.provider_version"
                    : BackendLogin.wayOut)
        ]
    }

    /// Providers up to 0.3.0 take the setting `multi_team = False` for true.
    private func namingProblems() -> [Diagnostic] {
        let naming = settings.naming
        guard naming.usesGlobalPathWithoutTeams else { return [] }
        return [
            Diagnostic(
                .warning, code: "global-without-teams",
                "provider \(naming.providerVersion) uses global_secrets_path although multi_team is off",
                hint: "remove backend.global_secrets_path, or install provider 0.3.1 or later")
        ]
    }
}
