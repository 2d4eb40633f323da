import AirflowAkeyless
import AkeylessClient
import AkeylessWire
import ArgumentParser
import Planning
import SyncEngine
import SyncModel

/// `lockstep secret delete`
struct SecretDeleteCommand: HookCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete items with all their versions, for good.",
        discussion: """
            Asks first, unless --yes is given. Akeyless has no undelete.

              lockstep secret delete /app/db
            """)

    @Argument(help: "Full names of items.")
    var names: [String]

    @Flag(help: "Delete without asking.")
    var yes = false

    @OptionGroup var global: GlobalOptions

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        guard yes || scene.context.canAsk else {
            throw EngineFailure(
                .usage, code: "no-terminal", "there is no terminal to ask at",
                hints: ["give --yes to delete without asking"])
        }
        let deleted = try await scene.withEngine(projectIsOptional: true) { engine in
            let hook = try await engine.hook()
            for name in names {
                let item = try await explainingAbsence(of: name, hook) { try await hook.describeItem(name) }
                await engine.noticeManaged(name, tags: item.tags)
            }
            guard yes || scene.ask("Delete \(names.joined(separator: ", ")) with all versions?") else {
                throw EngineFailure(.failed, code: "declined", "nothing was deleted: the answer was no")
            }
            return try await delete(hook)
        }
        return CommandOutcome(payload: WrittenPayload(action: "deleted", names: deleted))
    }

    private func delete(_ hook: AkeylessHook) async throws -> [String] {
        var deleted: [String] = []
        for name in names {
            do {
                try await SettledWrite(hook: hook).delete(name)
                deleted.append(name)
            } catch let error as AkeylessError {
                var failure = EngineFailure(error)
                if !deleted.isEmpty {
                    failure.exit = .partlyApplied
                    failure.causes.append(
                        "deleted before that: \(deleted.map(escapedForTerminal).joined(separator: ", "))")
                }
                throw failure
            }
        }
        return deleted
    }
}
