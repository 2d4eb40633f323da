import ArgumentParser
import Planning
import SyncEngine
import SyncModel

/// `lockstep init`
struct InitCommand: LockstepCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Start a project: lockstep.yaml, samples, .gitignore.",
        discussion: """
            Writes into the given folder, or the current one, and never over a file that exists. Makes a Git \
            repository there if the folder is not inside one.

              lockstep init airflow-secrets
              cd airflow-secrets && lockstep plan --offline-values
            """)

    @Argument(help: "The project's folder.")
    var directory: String?

    @Option(help: "The project's name; the folder's if left out.")
    var name: String?

    @OptionGroup var global: GlobalOptions

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        let folder = scene.path(directory ?? global.repository ?? ".")
        let result = try await ProjectInitializer(directory: folder, variables: scene.context.variables).run(name: name)
        return CommandOutcome(payload: InitPayload(result: result))
    }
}

private struct InitPayload: CommandPayload, Encodable {
    let formatVersion = "1.0"
    let exitCode = Planning.ExitCode.done.rawValue
    let directory: String
    let written: [String]
    let extended: [String]
    let kept: [String]
    let madeRepository: Bool

    init(result: ProjectInitializer.Result) {
        directory = result.directory
        written = result.written
        extended = result.extended
        kept = result.kept
        madeRepository = result.madeRepository
    }

    private enum CodingKeys: String, CodingKey {
        case directory, written, extended, kept
        case formatVersion = "format_version", exitCode = "exit_code", madeRepository = "made_repository"
    }

    func text(style: TextStyle) -> String {
        var lines: [String] = []
        if madeRepository { lines.append("made a Git repository in \(escapedForTerminal(directory))") }
        lines += written.map { "\(style.green("+")) \(escapedForTerminal($0))" }
        lines += extended.map {
            "\(style.yellow("~")) \(escapedForTerminal($0)) \(style.dim("(lines added at its end)"))"
        }
        lines += kept.map { "  \(escapedForTerminal($0)) \(style.dim("(exists, left as it is)"))" }
        lines += [
            "", "Next:", "  export EXAMPLE_POSTGRES_PASSWORD=…    the sample refers to it", "  lockstep plan",
            "  lockstep apply", "",
            "To take over what is there already, delete the two samples and see: lockstep help import", "",
        ]
        return lines.joined(separator: "\n")
    }
}
