import ArgumentParser
import Ledger
import Planning
import SyncEngine
import SyncModel

/// `lockstep blame`
struct BlameCommand: LockstepCommand {
    static let configuration = CommandConfiguration(
        commandName: "blame", abstract: "Show which revision and commit set each field of an item.",
        discussion: """
            Reads the ledger branch of this clone; no network.

              lockstep blame connections/warehouse
              lockstep blame /airflow/connections/warehouse -e prod
            """)

    @Argument(help: "Entries (connections/x*) or Akeyless paths.")
    var paths: [String]

    @OptionGroup var global: GlobalOptions

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        let items = try await scene.withEngine { try await $0.blame(paths) }
        return CommandOutcome(payload: BlamePayload(items: items.map(BlamePayload.Item.init)))
    }
}

private struct BlamePayload: CommandPayload, Encodable {
    struct Field: Encodable {
        let name: String
        let revision: String
        let time: String
        let author: String
        let source: String?
        let file: String?
        let line: Int?

        /// The clone ends at this revision, so an older one may have set the field.
        let isCut: Bool

        private enum CodingKeys: String, CodingKey {
            case name, revision, time, author, source, file, line
            case isCut = "is_cut"
        }

        init(_ origin: FieldOrigin) {
            name = origin.field
            revision = origin.entry.revision
            time = origin.entry.time.iso8601
            author = origin.entry.author
            source = origin.record.sourceCommit ?? origin.entry.context?.source
            file = origin.record.source?.file
            line = origin.record.source?.line
            isCut = origin.isCut
        }
    }

    struct Item: Encodable {
        let path: String
        let kind: String
        let team: String?
        let key: String
        let name: String
        let fields: [Field]

        init(_ blame: ItemBlame) {
            path = blame.record.path.rawValue
            kind = blame.record.id.kind.rawValue
            team = blame.record.id.team
            key = blame.record.id.key
            name = blame.record.id.selector
            fields = blame.origins.map(Field.init)
        }
    }

    let formatVersion = "1.0"
    let exitCode = Planning.ExitCode.done.rawValue
    let items: [Item]

    private enum CodingKeys: String, CodingKey {
        case items
        case formatVersion = "format_version", exitCode = "exit_code"
    }

    func text(style: TextStyle) -> String {
        items.map { lines($0, style).map { $0 + "\n" }.joined() }.joined(separator: "\n")
    }

    private func lines(_ item: Item, _ style: TextStyle) -> [String] {
        let names = item.fields.map { escapedForTerminal($0.name) }
        let width = names.map(\.count).max() ?? 0
        let titles = padded("", width) + "  revision      commit        date        applied by, declared at"
        return [
            style.bold(escapedForTerminal(item.name)) + style.dim("  \(escapedForTerminal(item.path))"),
            "  " + style.dim(titles),
        ]
            + zip(item.fields, names).map { field, name in
                let source = field.source.map { String($0.prefix(12)) } ?? "-           "
                let place = field.file.map { $0 + (field.line.map { ":\($0)" } ?? "") } ?? ""
                let revision = (field.isCut ? "^" : " ") + String(field.revision.prefix(12))
                return "  \(padded(name, width)) \(style.yellow(revision))  \(escapedForTerminal(source))  "
                    + "\(field.time.prefix(10))  \(escapedForTerminal(field.author))  \(style.dim(escapedForTerminal(place)))"
            }
    }
}
