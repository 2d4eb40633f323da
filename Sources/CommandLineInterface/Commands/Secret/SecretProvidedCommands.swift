import AirflowAkeyless
import AirflowModel
import ArgumentParser
import SyncEngine
import SyncModel

/// `lockstep secret dynamic`
struct SecretDynamicCommand: HookCommand {
    static let configuration = CommandConfiguration(
        commandName: "dynamic", abstract: "Make credentials of a dynamic secret.",
        discussion: """
            Every call makes new ones at the target. Writes the JSON that Akeyless answers, or one field of it.

              lockstep secret dynamic /db/reader
              lockstep secret dynamic /db/reader --arg role=analyst --field password
            """)

    @Argument(help: "The full name of the dynamic secret.")
    var name: String

    @Option(help: ArgumentHelp("What the producer takes; may be repeated.", valueName: "name=value"))
    var arg: [String] = []

    @OptionGroup var field: FieldOption

    @OptionGroup var global: GlobalOptions

    mutating func validate() throws {
        for argument in arg where !argument.contains("=") || argument.hasPrefix("=") {
            throw ValidationError("--arg takes name=value")
        }
    }

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        let value = try await withHook(scene) { hook in
            try await explainingAbsence(of: name, hook) { try await hook.dynamicSecretValue(name, arguments: arg) }
        }
        return CommandOutcome(payload: try providedPayload(name, value, field, endsLine: scene.showsOutput(global)))
    }
}

/// `lockstep secret rotated`
struct SecretRotatedCommand: HookCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotated", abstract: "Read the current credentials of a rotated secret.",
        discussion: """
            Asks by rotated-secret-get-value, or by get-rotated-secret-value where a gateway does not know that. Writes \
            the JSON that Akeyless answers, or one field of it or of what it holds below `value`.

              lockstep secret rotated /db/admin --field password
            """)

    @Argument(help: "The full name of the rotated secret.")
    var name: String

    @Option(help: ArgumentHelp("A version by its number; the newest if left out.", valueName: "n"))
    var version: Int?

    @OptionGroup var field: FieldOption

    @OptionGroup var global: GlobalOptions

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        let value = try await withHook(scene) { hook in
            try await explainingAbsence(of: name, hook) { try await hook.rotatedSecretValue(name, version: version) }
        }
        return CommandOutcome(
            payload: try providedPayload(name, value, field, version: version, endsLine: scene.showsOutput(global)))
    }
}

/// The answer as it came for a pipe; for programs as the JSON it is.
private func providedPayload(
    _ name: String, _ value: Secret, _ field: FieldOption, version: Int? = nil, endsLine: Bool
) throws -> SecretValuePayload {
    let part = try field.part(of: value, named: name, envelope: "value")
    let isWhole = field.field == nil
    let document = isWhole ? (try? PythonJSON.parse(value.reveal())) : nil
    return SecretValuePayload(
        name: name, value: document ?? part, version: version, source: isWhole ? value : nil, endsLine: endsLine)
}
