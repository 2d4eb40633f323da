import ArgumentParser
import Planning
import SyncEngine
import SyncModel

/// `lockstep config`
struct ConfigCommand: LockstepCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Show every setting and where it comes from.",
        discussion: """
            A flag wins over LOCKSTEP_…, that over the environment's section, that over the project file, that over the \
            default. Secrets are not shown.

            The login comes from one place as a whole, the first of these that names one: the connection of --conn-id or \
            LOCKSTEP_CONN_ID; the settings gateway.auth.*, which AKEYLESS_… variables may complete; the connection \
            akeyless_default in AIRFLOW_CONN_AKEYLESS_DEFAULT; AKEYLESS_… variables alone; a profile of Akeyless's \
            command line; a declared connection akeyless_default. An address that comes with a login counts where no \
            flag, variable or project file gives one; AKEYLESS_GATEWAY_URL, AKEYLESS_GATEWAY and AKEYLESS_URL come last.
            """)

    @OptionGroup var global: GlobalOptions

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        try await scene.withEngine(projectIsOptional: true) { engine in
            CommandOutcome(
                payload: ConfigPayload(environment: engine.environment, settings: try await engine.settingLines()))
        }
    }
}

private struct ConfigPayload: CommandPayload, Encodable {
    struct Setting: Encodable {
        let name: String
        let value: String?
        let origin: String
    }

    let formatVersion = "1.0"
    let exitCode = Planning.ExitCode.done.rawValue
    let environment: String
    let settings: [Setting]

    init(environment: String, settings: [SettingLine]) {
        self.environment = environment
        self.settings = settings.map { Setting(name: $0.name, value: $0.value, origin: $0.origin) }
    }

    private enum CodingKeys: String, CodingKey {
        case environment, settings
        case formatVersion = "format_version", exitCode = "exit_code"
    }

    func text(style: TextStyle) -> String {
        let names = settings.map(\.name.count).max() ?? 0
        let values = min(48, settings.map { ($0.value ?? "-").count }.max() ?? 0)
        func shown(_ value: String?) -> String { value.map { $0.isEmpty ? "-" : $0 } ?? "-" }
        return settings.map { setting in
            let value = escapedForTerminal(shown(setting.value))
            return
                "\(padded(setting.name, names))  \(padded(value, values))  \(style.dim(escapedForTerminal(setting.origin)))\n"
        }.joined()
    }
}
