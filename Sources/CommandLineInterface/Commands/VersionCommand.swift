import ArgumentParser
import Planning
import SyncEngine

/// `lockstep version`
struct VersionCommand: LockstepCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Show versions.")

    @OptionGroup var global: GlobalOptions

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        CommandOutcome(payload: VersionPayload())
    }
}

private struct VersionPayload: CommandPayload, Encodable {
    let formatVersion = "1.0"
    let exitCode = Planning.ExitCode.done.rawValue
    let version = Version.current
    let planFormat = Version.planFormat

    private enum CodingKeys: String, CodingKey {
        case version
        case formatVersion = "format_version", exitCode = "exit_code", planFormat = "plan_format"
    }

    func text(style: TextStyle) -> String {
        "lockstep \(version) (plan format \(planFormat))\n"
    }
}
