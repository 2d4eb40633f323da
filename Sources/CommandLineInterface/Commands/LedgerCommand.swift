import ArgumentParser
import Planning
import SyncEngine
import SyncModel

/// `lockstep ledger`
struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Care for the ledger itself.", subcommands: [LedgerRekeyCommand.self])
}

/// `lockstep ledger rekey`
struct LedgerRekeyCommand: LockstepCommand {
    static let configuration = CommandConfiguration(
        commandName: "rekey", abstract: "Give the ledger a new key.",
        discussion: """
            Reads every managed value and records all of them under a new key, as one sealed commit; no managed item is \
            written. Use it when the key is lost, or when someone read it who should not have. Fingerprints under the old \
            key stay in the history.
            """)

    @OptionGroup var ledgerOptions: LedgerOptions

    var lockTimeout: Duration { ledgerOptions.lockOptions.timeout }

    @Flag(help: "Change the key without asking.")
    var yes = false

    @OptionGroup var global: GlobalOptions

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        guard yes || scene.context.canAsk else {
            throw EngineFailure(
                .usage, code: "no-terminal", "there is no terminal to ask at",
                hints: ["give --yes to change the key without asking"])
        }
        let call = ledgerOptions.call(in: scene)
        let outcome = try await scene.withEngine { engine in
            try await engine.rekey(call) { confirm($0, scene) }
        }
        return CommandOutcome(payload: RekeyPayload(outcome))
    }

    private func confirm(_ preview: RekeyPreview, _ scene: CommandScene) -> Bool {
        if yes { return true }
        scene.progress.clear()
        scene.context.writeTalk(RekeyPayload.lines(preview, scene.style).map { $0 + "\n" }.joined())
        return scene.ask("Change the key of the ledger of \(preview.environment)?")
    }
}

private struct RekeyPayload: CommandPayload, Encodable {
    let formatVersion = "1.0"
    let command = "rekey"
    let environment: String
    let project: String
    let revision: String
    let keyBefore: String
    let key: String
    let items: Int
    let forgotten: [String]
    let changed: [String]
    @AlwaysEncoded var error: String? = nil
    let exitCode = Planning.ExitCode.done.rawValue
    private let preview: RekeyPreview

    init(_ outcome: RekeyOutcome) {
        preview = outcome.preview
        environment = preview.environment
        project = preview.project
        revision = outcome.revision
        keyBefore = preview.oldKey
        key = preview.newKey
        items = preview.items
        forgotten = preview.forgotten.map(\.rawValue)
        changed = preview.changed.map(\.rawValue)
    }

    private enum CodingKeys: String, CodingKey {
        case command, environment, project, revision, key, items, forgotten, changed, error
        case formatVersion = "format_version", keyBefore = "key_before", exitCode = "exit_code"
    }

    func text(style: TextStyle) -> String {
        let head =
            "\(style.green("done")): \(counted(items, "record is", "records are")) under the new key, revision \(revision.prefix(12))"
        return ([head] + Self.lines(preview, style)).map { $0 + "\n" }.joined()
    }

    static func lines(_ preview: RekeyPreview, _ style: TextStyle) -> [String] {
        var lines = ["key \(preview.oldKey) -> \(preview.newKey), \(counted(preview.items, "item"))"]
        if preview.isOldKeyLost {
            lines.append("the old key is gone: what Akeyless holds now counts as applied")
            lines += preview.changed.map { "  \(escapedForTerminal($0.rawValue)): its row is not the recorded one" }
        }
        lines += preview.forgotten.map { "  \(escapedForTerminal($0.rawValue)): gone from Akeyless, forgotten" }
        return lines
    }
}
