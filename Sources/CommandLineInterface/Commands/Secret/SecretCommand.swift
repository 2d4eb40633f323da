import AirflowAkeyless
import AkeylessClient
import AkeylessWire
import ArgumentParser
import SyncEngine
import SyncModel

/// `lockstep secret`
struct SecretCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret", abstract: "Read and write single items, as Airflow's AkeylessHook does.",
        discussion: """
            Works on any path, inside a project with its gateway and login, and outside of one with what flags and the \
            environment say. Nothing is recorded in the ledger: to change what the project declares, use apply.

              lockstep secret get /app/db
              lockstep secret create /app/db < password.txt
              lockstep secret list /app
            """,
        subcommands: [
            SecretGetCommand.self, SecretListCommand.self, SecretDescribeCommand.self, SecretCreateCommand.self,
            SecretUpdateCommand.self, SecretDeleteCommand.self, SecretDynamicCommand.self, SecretRotatedCommand.self,
        ])
}

/// A command that asks Akeyless for single items; it needs no project.
protocol HookCommand: LockstepCommand {}

extension HookCommand {
    static var path: String { "secret \(_commandName)" }

    /// Logs in by the settings that there are and works with the hook.
    func withHook<Value: Sendable>(
        _ scene: CommandScene, _ body: (AkeylessHook) async throws -> Value
    ) async throws -> Value {
        try await scene.withEngine(projectIsOptional: true) { engine in try await body(engine.hook()) }
    }
}

/// The types of items and the commands that read them.
enum ItemKinds {
    private static let commands = ["dynamic-secret": "dynamic", "rotated-secret": "rotated", "static-secret": "get"]

    /// How an item that is no static secret is read; nil for static ones and for those that cannot be described.
    static func otherCommand(for name: String, _ hook: AkeylessHook) async -> String? {
        guard let item = try? await hook.describeItem(name), !item.isStaticSecret else { return nil }
        guard let command = commands[item.kind] else { return "it is of the type \(escapedForTerminal(item.kind))" }
        return "lockstep secret \(command) \(escapedForTerminal(item.name))"
    }

    /// `static` for `static-secret`, and every other type as the service spells it.
    static func matches(_ wanted: String, _ kind: String) -> Bool {
        let wanted = wanted.lowercased().replacing("_", with: "-")
        return kind == wanted || kind == wanted + "-secret"
    }
}
