import AirflowAkeyless
import AkeylessClient
import ArgumentParser
import Declarations
import Planning
import SyncEngine
import SyncModel

/// `lockstep secret create`
struct SecretCreateCommand: HookCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create a static secret.",
        discussion: """
            The value comes from standard input, from --file, or from a prompt without echo. A final line break is left \
            out unless --exact is given.

              lockstep secret create /app/db < password.txt
              lockstep secret create /app/key --file key.pem --exact --tag partner
            """)

    @Argument(help: "The full name of the new item.")
    var name: String

    @OptionGroup var input: SecretInput

    @Option(help: ArgumentHelp("A text for people, up to 1,024 characters.", valueName: "text"))
    var description: String?

    @Option(help: ArgumentHelp("A tag; may be repeated.", valueName: "tag"))
    var tag: [String] = []

    @Option(help: ArgumentHelp("text, json or key-value: a label, and a check of the value.", valueName: "format"))
    var valueFormat: ValueFormat = .text

    @Flag(help: "Let Akeyless refuse to delete the item.")
    var deleteProtection = false

    @Option(help: ArgumentHelp("The key that encrypts the value; the account's own if left out.", valueName: "name"))
    var protectionKey: String?

    @Option(help: ArgumentHelp("How many versions are kept.", valueName: "n"))
    var maxVersions: Int?

    @OptionGroup var global: GlobalOptions

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        try await scene.withEngine(projectIsOptional: true) { engine in
            let value = try input.value(of: name, limit: engine.settings.count(.limitValueSize), scene)
            try valueFormat.check(value, of: name)
            var secret = NewSecret(name: name, value: value)
            secret.format = valueFormat.label
            secret.description = description
            secret.tags = tag
            secret.deleteProtection = deleteProtection ? true : nil
            secret.protectionKey = protectionKey
            secret.maximumVersions = maxVersions
            let hook = try await engine.hook()
            do {
                try await SettledWrite(hook: hook).value(value, at: name) { try await hook.createSecret(secret) }
            } catch let error as AkeylessError where error.kind == .alreadyExists {
                var failure = EngineFailure(error)
                failure.hints.append("to replace its value: lockstep secret update \(escapedForTerminal(name))")
                throw failure
            }
        }
        return CommandOutcome(payload: WrittenPayload(action: "created", names: [name]))
    }
}

/// What a write did, by names.
struct WrittenPayload: CommandPayload, Encodable {
    let formatVersion = "1.0"

    /// `created`, `updated` or `deleted`.
    let action: String
    let names: [String]
    let exitCode = 0

    private enum CodingKeys: String, CodingKey {
        case action, names
        case formatVersion = "format_version", exitCode = "exit_code"
    }

    func text(style: TextStyle) -> String {
        names.map { "\(style.green(action)) \(escapedForTerminal($0))\n" }.joined()
    }
}
