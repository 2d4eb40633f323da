import ArgumentParser
import Ledger
import Planning
import SyncEngine
import SyncModel

/// `lockstep show`
struct ShowCommand: LockstepCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one applied revision in full.")

    @OptionGroup var global: GlobalOptions

    @Argument(help: "A revision of the ledger, as `lockstep log` prints it.")
    var revision: String

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        let shown = try await scene.withEngine { try await $0.revision(revision) }
        return CommandOutcome(payload: LogPayload(entries: [LogPayload.Entry(shown.entry)]))
    }
}
