import ArgumentParser
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
    let version = Version.current
    let libgit2 = Version.libgit2
    let planFormat = Version.planFormat
    let ledgerFormat = Version.ledgerFormat

    private enum CodingKeys: String, CodingKey {
        case version, libgit2
        case formatVersion = "format_version", planFormat = "plan_format", ledgerFormat = "ledger_format"
    }

    func text(style: TextStyle) -> String {
        "lockstep \(version) (libgit2 \(libgit2), plan format \(planFormat), ledger format \(ledgerFormat))\n"
    }
}
