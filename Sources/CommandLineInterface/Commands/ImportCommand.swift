import ArgumentParser
import Foundation
import Planning
import SyncEngine
import SyncModel

/// `lockstep import`
struct ImportCommand: LockstepCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Write declarations of what is there already.",
        discussion: """
            Reads what Akeyless holds below the base paths and writes files for what none declares yet: fields in plain \
            text, secrets as references. Files that exist are added to, never rewritten. The plan after it only takes \
            the items over (=).

              lockstep import                   everything; secrets stay in Akeyless
              lockstep import --select 'connections/*' --secrets sops
              lockstep import --accept-drift    take changes made outside into the files
              lockstep import --from-export ../connections.json --seed
                                                Airflow's own database into Akeyless
            """)

    @Option(help: ArgumentHelp("Write below this folder instead of into the project.", valueName: "dir"))
    var out: String?

    @Option(
        help: ArgumentHelp(
            "Only these items: connections/x*, teams/a/variables/*, or a full Akeyless path. May be repeated.",
            valueName: "glob"))
    var select: [String] = []

    @Option(
        help: ArgumentHelp(
            "Where secrets go: kept (in Akeyless only), sops, age, env, or plaintext.", valueName: "form"))
    var secrets: SecretForm = .kept

    @Option(
        help: ArgumentHelp("With age: who can decrypt, a key or a file of keys. May be repeated.", valueName: "key"))
    var ageRecipient: [String] = []

    @Flag(help: "Take changes made outside (drift) into the files that declare the items.")
    var acceptDrift = false

    @Option(
        help: ArgumentHelp(
            "Read an export of Airflow's database (JSON, YAML or .env; - is standard input). May be repeated.",
            valueName: "file|-"))
    var fromExport: [String] = []

    @Option(
        help: ArgumentHelp("What the export holds, where it does not tell.", valueName: "connection|variable|config"))
    var kind: EntryKind?

    @Option(help: ArgumentHelp("The team that the export's entries belong to.", valueName: "team"))
    var team: String?

    @Flag(help: "Store the export's values in Akeyless, and declare them with ref+kept://.")
    var seed = false

    @Flag(help: "With --seed: replace items that exist already and differ.")
    var overwriteUnmanaged = false

    @OptionGroup(title: "With --seed, as for apply") var applyOptions: ApplyOptions

    @OptionGroup var global: GlobalOptions

    var lockTimeout: Duration { applyOptions.lockOptions.timeout }

    mutating func validate() throws {
        if fromExport.isEmpty, seed || team != nil || kind != nil {
            throw ValidationError("--seed, --team and --kind go with --from-export")
        }
        if seed, secrets != .kept {
            throw ValidationError("--seed leaves the secrets to Akeyless: leave out --secrets")
        }
        if acceptDrift, !fromExport.isEmpty || out != nil {
            throw ValidationError("--accept-drift changes the project's files: leave out --from-export and --out")
        }
        if fromExport.count(where: { $0 == "-" }) > 1 { throw ValidationError("standard input can be read once only") }
    }

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        guard seed else {
            let request = try request(scene)
            let outcome = try await scene.withEngine { engine in
                if acceptDrift { return try await engine.acceptDrift(request) }
                return fromExport.isEmpty
                    ? try await engine.importItems(request) : try await engine.importExports(request)
            }
            return result(outcome, outcome.exit, scene)
        }
        guard applyOptions.yes || scene.context.canAsk else {
            throw EngineFailure(
                .usage, code: "no-terminal", "there is no terminal to ask at",
                hints: ["give --yes to write to Akeyless without asking"])
        }
        let request = try request(scene)
        let call = applyCall(scene)
        let (outcome, exit) = try await scene.withEngine { engine in
            try await engine.seed(request, call) { plan in
                applyOptions.confirm(plan, scene, command: "import", isVerbose: global.verbose)
            }
        }
        return result(outcome, exit, scene)
    }

    private func result(
        _ outcome: ImportOutcome, _ exit: Planning.ExitCode, _ scene: CommandScene
    ) -> CommandOutcome {
        let place = ImportPlace(
            project: scene.projectDirectory(), current: scene.path("."), out: out.map(scene.path))
        return CommandOutcome(payload: ImportPayload(outcome: outcome, exit: exit, place: place), exit: exit)
    }

    private func request(_ scene: CommandScene) throws -> ImportRequest {
        var request = ImportRequest()
        request.select = select
        request.secrets = secrets
        request.directory = out.map(scene.path)
        request.ageRecipients = ageRecipient
        request.team = team
        request.exports = try fromExport.map { name in
            ExportFile(
                name: name, path: name == "-" ? nil : scene.path(name), content: Secret(try content(of: name, scene)),
                kind: kind)
        }
        return request
    }

    private static let sizeLimit = 64 << 20

    private func content(of name: String, _ scene: CommandScene) throws -> String {
        let bytes: [UInt8]
        do {
            bytes =
                name == "-"
                ? try scene.context.readInput(Self.sizeLimit)
                : Array(try Data(contentsOf: URL(fileURLWithPath: scene.path(name))))
        } catch {
            throw EngineFailure(
                .invalidInput, code: "export-missing", "cannot read the export \(escapedForTerminal(name))",
                hints: ["write one with `airflow connections export FILE` or `airflow variables export FILE`"])
        }
        guard bytes.count <= Self.sizeLimit, let text = String(validating: bytes, as: UTF8.self) else {
            throw EngineFailure(
                .invalidInput, code: "export-unreadable",
                "the export \(escapedForTerminal(name)) is too large or not UTF-8 text")
        }
        return text
    }

    private func applyCall(_ scene: CommandScene) -> ApplyCall {
        var call = ApplyCall()
        call.plan.overwriteUnmanaged = overwriteUnmanaged
        applyOptions.fill(&call, isCI: scene.context.isCI)
        return call
    }
}

extension SecretForm: ExpressibleByArgument {}

extension EntryKind: ExpressibleByArgument {}
