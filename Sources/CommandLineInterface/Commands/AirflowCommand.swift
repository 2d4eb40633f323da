import ArgumentParser
import SyncEngine
import SyncModel

/// `lockstep airflow`
struct AirflowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "airflow", abstract: "What to configure in Airflow.", subcommands: [AirflowConfigCommand.self])
}

/// `lockstep airflow config`
struct AirflowConfigCommand: LockstepCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Print the [secrets] section, or variables, for a deployment.",
        discussion: """
            Prints what airflow.cfg needs so that Airflow reads this environment with its own AkeylessBackend, and warns \
            when the provider's release (airflow.provider_version) does not have the login. Placeholders stand for \
            credentials: give Airflow an identity of its own, which may read these paths and not the ledger's key.

              lockstep airflow config -e prod --multi-line
              lockstep airflow config --env > airflow.env      quoted as for a shell
            """)

    static let path = "airflow config"

    @Flag(help: "Print environment variables instead.")
    var env = false

    @Flag(help: "Put each argument on a line of its own.")
    var multiLine = false

    @Flag(help: "Show the credentials of gateway.auth instead of placeholders.")
    var reveal = false

    @OptionGroup var global: GlobalOptions

    mutating func validate() throws {
        if env && multiLine {
            throw ValidationError("a variable is one line: --env and --multi-line exclude each other")
        }
    }

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        let reveal = reveal
        let settings = try await scene.withEngine { try await $0.airflowSettings(revealing: reveal) }
        if scene.format != .json {
            for line in FailureText.diagnostics(settings.diagnostics, style: scene.talkStyle) { scene.say(line) }
        }
        return CommandOutcome(
            payload: AirflowConfigPayload(settings: settings, asVariables: env, isMultiLine: multiLine))
    }
}
