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
            Asks the same paths in the same order as Airflow's AkeylessBackend and decodes what is stored by its rules.
            Secrets are shown only with --reveal.

              lockstep get connection warehouse
              lockstep get variable region --team sales --explain
            """)

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case connection, variable, config
    }

    @OptionGroup var global: GlobalOptions

    @Argument(help: "connection, variable or config.")
    var kind: Kind

    @Argument(help: "The id or key, as a Dag writes it.")
    var id: String

    @Option(help: "The team that asks.")
    var team: String?

    @Flag(help: "Show secrets too.")
    var reveal = false

    @Flag(help: "Say how the answer came about.")
    var explain = false

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        let entryKind: EntryKind =
            switch kind {
            case .connection: .connection
            case .variable: .variable
            case .config: .config
            }
        let entry = EntryID(kind: entryKind, team: team, key: id)
        let outcome = try await scene.withEngine { try await $0.get(entry) }
        let payload = GetPayload(outcome: outcome, reveals: reveal, explains: explain)
        return CommandOutcome(payload: payload, exit: payload.exit)
    }
}
