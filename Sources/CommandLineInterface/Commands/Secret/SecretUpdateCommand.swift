import AirflowAkeyless
import AkeylessClient
import AkeylessWire
import ArgumentParser
import Declarations
import Planning
import SyncEngine
import SyncModel

/// `lockstep secret update`
struct SecretUpdateCommand: HookCommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Replace the value of a static secret, or what surrounds it.",
        discussion: """
            The value comes from standard input, from --file, or from a prompt without echo, as for create. The value so \
            far stays readable as a version, unless --no-keep-previous is given. The label of the format stays as it is, \
            unless --value-format is given.

              lockstep secret update /app/db < password.txt
              lockstep secret update /app/db --metadata-only --add-tag manual
            """)

    @Argument(help: "The full name of the item.")
    var name: String

    @OptionGroup var input: SecretInput

    @Flag(inversion: .prefixedNo, help: "Keep the value so far as a version.")
    var keepPrevious = true

    @Option(help: ArgumentHelp("text, json or key-value: a label, and a check of the value.", valueName: "format"))
    var valueFormat: ValueFormat?

    @Option(help: ArgumentHelp("A text for people, up to 1,024 characters.", valueName: "text"))
    var description: String?

    @Option(help: ArgumentHelp("A tag to add; may be repeated.", valueName: "tag"))
    var addTag: [String] = []

    @Option(help: ArgumentHelp("A tag to take away; may be repeated.", valueName: "tag"))
    var removeTag: [String] = []

    @Flag(help: "Leave the value alone.")
    var metadataOnly = false

    @OptionGroup var global: GlobalOptions

    private var changesMetadata: Bool { description != nil || !addTag.isEmpty || !removeTag.isEmpty }

    mutating func validate() throws {
        guard metadataOnly else { return }
        if input.file != nil { throw ValidationError("--metadata-only and --file exclude each other") }
        if valueFormat != nil { throw ValidationError("--value-format needs a value") }
        if !changesMetadata { throw ValidationError("--metadata-only needs --description, --add-tag or --remove-tag") }
    }

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        try await scene.withEngine(projectIsOptional: true) { engine in
            let limit = engine.settings.count(.limitValueSize)
            let value = metadataOnly ? nil : try input.value(of: name, limit: limit, scene)
            try value.map { try valueFormat?.check($0, of: name) }
            let hook = try await engine.hook()
            let present = try await presentItem(hook)
            await engine.noticeManaged(name, tags: present?.tags ?? [])
            if let value { try await update(value, over: present, hook) }
            if changesMetadata { try await updateMetadata(hook, afterValue: value != nil) }
        }
        return CommandOutcome(payload: WrittenPayload(action: "updated", names: [name]))
    }

    private func update(_ value: Secret, over present: Item?, _ hook: AkeylessHook) async throws {
        // An update without a label would relabel the item.
        let format = valueFormat ?? present?.format.flatMap(ValueFormat.init)
        try format?.check(value, of: name)
        try await explainingAbsence(of: name, hook) {
            try await SettledWrite(hook: hook).value(value, at: name) {
                try await hook.updateSecretValue(
                    name, value: value, format: format?.label ?? .text, keepPreviousVersion: keepPrevious)
            }
        }
    }

    /// The item as it is; nil where only the right to look at it is missing.
    private func presentItem(_ hook: AkeylessHook) async throws -> Item? {
        do {
            return try await hook.describeItem(name)
        } catch let error as AkeylessError {
            // Who may update need not be one who may look.
            if error.kind == .denied && error.login == nil { return nil }
            throw await Existence(hook: hook).failure(error, of: name)
        }
    }

    private func updateMetadata(_ hook: AkeylessHook, afterValue: Bool) async throws {
        do {
            try await explainingAbsence(of: name, hook) {
                try await hook.updateItem(name, description: description, addTags: addTag, removeTags: removeTag)
            }
        } catch {
            guard afterValue else { throw error }
            let failure = ErrorPresentation.failure(from: error)
            throw EngineFailure(
                .partlyApplied, code: "partly-updated",
                "the value of \(escapedForTerminal(name)) was replaced; its description and tags were not",
                causes: [failure.message] + failure.causes, hints: failure.hints)
        }
    }
}
