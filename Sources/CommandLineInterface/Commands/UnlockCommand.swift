import Applying
import ArgumentParser
import Ledger
import Planning
import SyncEngine
import SyncModel

/// `lockstep unlock`
struct UnlockCommand: LockstepCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlock", abstract: "Resolve what a run that died has announced.",
        discussion: """
            Reads every announced item, records what happened to it, and removes the announcement here and at the remote. \
            A run that died in this clone needs no unlock: the next apply resolves it. Make sure that the run is dead; the \
            message that names the holder also names the id.

              lockstep unlock 3f2a9c0d1e4b
            """)

    @OptionGroup var ledgerOptions: LedgerOptions

    var lockTimeout: Duration { ledgerOptions.lockOptions.timeout }

    @Argument(help: "The id of the announcement, or of its plan.")
    var id: String

    @OptionGroup var global: GlobalOptions

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        let call = ledgerOptions.call(in: scene)
        let outcome = try await scene.withEngine { try await $0.unlock(id, call) }
        return CommandOutcome(payload: UnlockPayload(outcome))
    }
}

private struct UnlockPayload: CommandPayload, Encodable {
    struct Change: Encodable {
        let action: String
        @AlwaysEncoded var kind: String?
        @AlwaysEncoded var team: String?
        @AlwaysEncoded var key: String?
        let path: String
        let reason: String
        let outcome: String
    }

    let formatVersion = "1.0"
    let command = "unlock"
    let environment: String
    let project: String
    let plan: String
    @AlwaysEncoded var revision: String?
    let unlocked: String
    let holder: String
    let changes: [Change]
    @AlwaysEncoded var error: String? = nil
    let exitCode = Planning.ExitCode.done.rawValue

    init(_ outcome: UnlockOutcome) {
        environment = outcome.environment
        project = outcome.project
        plan = outcome.intent.intent.plan
        revision = outcome.revision
        unlocked = outcome.intent.revision
        holder = outcome.intent.intent.holder.description
        changes = (outcome.receipt?.lines ?? []).map { line in
            Change(
                action: line.entry.action.rawValue, kind: line.entry.id?.kind.rawValue, team: line.entry.id?.team,
                key: line.entry.id?.key, path: line.entry.path.rawValue, reason: line.verdict.words,
                outcome: line.verdict.outcome.rawValue)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case command, environment, project, plan, revision, unlocked, holder, changes, error
        case formatVersion = "format_version", exitCode = "exit_code"
    }

    func text(style: TextStyle) -> String {
        let lines = changes.map { "  \($0.action) \(escapedForTerminal($0.path)): \(escapedForTerminal($0.reason))" }
        let head = "\(style.green("unlocked")) \(unlocked.prefix(12)), announced by \(escapedForTerminal(holder))"
        return ([head] + lines).map { $0 + "\n" }.joined()
    }
}

extension RecoveryVerdict {
    /// The verdict in the words of every report.
    fileprivate var outcome: ChangeOutcome {
        switch self {
        case .done, .alreadyRecorded: .done
        case .notDone: .notTried
        case .halfDone, .changedBySomeoneElse, .unknown: .failed
        }
    }
}
