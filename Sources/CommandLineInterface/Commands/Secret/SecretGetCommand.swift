import AirflowAkeyless
import AkeylessClient
import ArgumentParser
import Planning
import SyncEngine
import SyncModel

/// `lockstep secret get`
struct SecretGetCommand: HookCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Read static secrets.",
        discussion: """
            One value is written as it is, byte for byte; only at a terminal a line break is added. Several are written \
            as one JSON object from name to value. Reads past the gateway's cache.

              lockstep secret get /app/db | psql …
              lockstep secret get /app/db --field password
              lockstep secret get /app/db --version 2
              lockstep secret get /app/db /app/api --format json

            Exit code 1 where a secret does not exist and 9 where it may not be read. Whoever may neither read nor list \
            a path gets the same answer from Akeyless for both, so 9 can then also mean absent.
            """)

    @Argument(help: "Full names of items.")
    var names: [String]

    @Option(help: ArgumentHelp("A version by its number; the newest if left out.", valueName: "n"))
    var version: Int?

    @OptionGroup var field: FieldOption

    @OptionGroup var global: GlobalOptions

    mutating func validate() throws {
        if names.count > 1, version != nil { throw ValidationError("--version works with one name") }
        if names.count > 1, field.field != nil { throw ValidationError("--field works with one name") }
        if let version, version < 1 { throw ValidationError("versions are counted from 1") }
    }

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        if names.count > 1 { return try await many(scene) }
        let name = names[0]
        let value = try await withHook(scene) { hook in
            try await explainingAbsence(of: name, hook) {
                do {
                    return try await hook.secretValue(name, version: version)
                } catch let error as AkeylessError where error.kind == .notFound && version != nil {
                    throw await missingVersion(of: name, hook, error)
                }
            }
        }
        return CommandOutcome(
            payload: SecretValuePayload(
                name: name, value: try field.part(of: value, named: name), version: version,
                endsLine: scene.showsOutput(global)))
    }

    /// Tells a version that is not there from an item that is not.
    private func missingVersion(of name: String, _ hook: AkeylessHook, _ error: AkeylessError) async -> any Error {
        guard let version, (try? await hook.describeItem(name)) != nil else { return error }
        let shown = escapedForTerminal(name)
        return EngineFailure(
            .failed, code: "no-such-version", "\(shown) has no version \(version)",
            hints: ["lockstep secret describe \(shown) --versions"])
    }

    private func many(_ scene: CommandScene) async throws -> CommandOutcome {
        let readings = try await withHook(scene) { hook in
            // A wrong login is one failure, not one for each name.
            try await hook.client.login()
            let existence = Existence(hook: hook)
            var readings = await hook.secretValues(names)
            for (name, reading) in readings { readings[name] = await existence.settled(reading, of: name) }
            return readings
        }
        let payload = SecretValuesPayload(names: names, readings: readings)
        for problem in payload.problems { scene.say("error: \(problem.message)") }
        return CommandOutcome(payload: payload, exit: payload.exit)
    }
}

extension CommandScene {
    /// Whether a person sees the result at once.
    func showsOutput(_ global: GlobalOptions) -> Bool { context.outputIsTerminal && global.output == nil }
}
