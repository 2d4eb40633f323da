import AirflowModel
import ArgumentParser
import Planning
import SyncEngine
import SyncModel

/// `lockstep get`
struct GetCommand: LockstepCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Show what Airflow reads now.",
        discussion: """
            Asks the same paths in the same order as Airflow's AkeylessBackend and decodes what is stored by its rules. \
            Secrets are shown only with --reveal. Status 0 found, 1 absent or undecodable, 7 refused, 9 denied.

              lockstep get connection warehouse
              lockstep get variable region --team sales --explain
            """)

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case connection, variable, config
    }

    @Argument(help: "connection, variable or config.")
    var kind: Kind

    @Argument(help: "The id or key, as a Dag writes it.")
    var id: String

    @Option(help: "The team that asks.")
    var team: String?

    @Flag(help: "Show secrets too.")
    var reveal = false

    @Flag(help: "Say how the answer came about: paths, decoding, cache, the other Airflow generation.")
    var explain = false

    @OptionGroup var global: GlobalOptions

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        let entryKind: EntryKind =
            switch kind {
            case .connection: .connection
            case .variable: .variable
            case .config: .config
            }
        let entry = EntryID(kind: entryKind, team: team, key: id)
        let outcome = try await scene.withEngine(onlyReads: true) { try await $0.get(entry, explaining: explain) }
        if scene.format != .json {
            for line in FailureText.diagnostics(outcome.diagnostics, style: scene.talkStyle) { scene.say(line) }
        }
        let payload = GetPayload(outcome: outcome, reveals: reveal)
        return CommandOutcome(payload: payload, exit: payload.exit)
    }
}
