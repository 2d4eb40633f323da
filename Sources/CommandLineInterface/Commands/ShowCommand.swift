import ArgumentParser
import Ledger
import Planning
import SyncEngine
import SyncModel

/// `lockstep show`
struct ShowCommand: LockstepCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one applied revision in full.",
        discussion: """
            Who applied what, from which commit to which gateway, each changed item with its versions before and after, \
            and what is held since. Reads the ledger branch of this clone; no network.

              lockstep show 1a2b3c4d5e6f
              lockstep show lockstep/prod~1 --format json
            """)

    @Argument(help: "A revision of the ledger, as `lockstep log` prints it.")
    var revision: String

    @OptionGroup var global: GlobalOptions

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        CommandOutcome(payload: ShowPayload(try await scene.withEngine { try await $0.revision(revision) }))
    }
}

/// One revision: the entry of `log`, and beside it what only its tree and trailers tell.
struct ShowPayload: CommandPayload, Encodable {
    struct State: Encodable {
        let itemID: Int64
        let version: Int
        let modificationDate: String
        let file: String?
        let line: Int?
        let commit: String?

        init(_ record: AppliedRecord) {
            itemID = record.row.itemID
            version = record.row.lastVersion
            modificationDate = record.row.modificationDate
            file = record.source?.file
            line = record.source?.line
            commit = record.sourceCommit
        }

        private enum CodingKeys: String, CodingKey {
            case version, file, line, commit
            case itemID = "item_id", modificationDate = "modification_date"
        }
    }

    struct Record: Encodable {
        let path: String
        let before: State?
        let after: State?
    }

    let formatVersion = "1.0"
    let exitCode = Planning.ExitCode.done.rawValue
    let entries: [LogPayload.Entry]
    let parent: String?
    let gateway: String?
    let accessID: String?
    let version: String?
    let keyID: String
    let signed: Bool
    let held: [String]
    let records: [Record]

    init(_ revision: LedgerRevision) {
        entries = [LogPayload.Entry(revision.entry)]
        parent = revision.parent
        gateway = revision.entry.context?.gateway
        accessID = revision.entry.context?.accessID
        version = revision.entry.context?.version
        keyID = revision.keyID
        signed = revision.entry.isSigned
        held = revision.holds.keys.sorted().map(\.rawValue)
        records = revision.records.map {
            Record(path: $0.path.rawValue, before: $0.before.map(State.init), after: $0.after.map(State.init))
        }
    }

    private enum CodingKeys: String, CodingKey {
        case entries, parent, gateway, version, signed, held, records
        case formatVersion = "format_version", exitCode = "exit_code", accessID = "access_id", keyID = "key_id"
    }

    func text(style: TextStyle) -> String {
        let facts = [
            ("outcome", entries.first?.outcome), ("parent", parent), ("plan", entries.first?.plan),
            ("gateway", gateway),
            ("access id", accessID), ("lockstep", version), ("ledger key", keyID),
            ("signed", signed ? "yes" : "no"),
        ]
        var lines = facts.compactMap { name, value in value.map { "  \(name): \(escapedForTerminal($0))" } }
        lines += records.map { "  \(escapedForTerminal($0.path)): \(Self.words($0))" }
        lines += held.map { "  ^ held: \(escapedForTerminal($0))" }
        return LogPayload(entries: entries).text(style: style) + lines.map { $0 + "\n" }.joined()
    }

    private static func words(_ record: Record) -> String {
        let (before, after) = (
            record.before.map { "version \($0.version)" }, record.after.map { "version \($0.version)" }
        )
        let place = (record.after ?? record.before).flatMap { state in
            state.file.map { file in escapedForTerminal(state.line.map { ", \(file):\($0)" } ?? ", \(file)") }
        }
        return "\(before ?? "not recorded") -> \(after ?? "not recorded")\(place ?? "")"
    }
}
