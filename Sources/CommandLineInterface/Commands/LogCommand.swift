import ArgumentParser
import Ledger
import Planning
import Reports
import SyncEngine
import SyncModel

/// `lockstep log`
struct LogCommand: LockstepCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Show the applied revisions, newest first.",
        discussion: """
            Reads the ledger branch of this clone; no network. Says so where newer revisions have been fetched.

              lockstep log
              lockstep log connections/warehouse     only revisions that changed this entry
              lockstep log --field password -n 5
              lockstep log --since 2026-01-01 --until 2026-03-31 --author ada
              lockstep log --format html --output history.html   a page to search in
            """)

    @Argument(help: "Entries (connections/x*) or Akeyless paths.")
    var paths: [String] = []

    @Option(name: [.customShort("n"), .long], help: "At most so many.")
    var limit: Int?

    @Option(help: ArgumentHelp("Only since this date (2026-01-31 or 2026-01-31T12:00:00Z).", valueName: "date"))
    var since: String?

    @Option(help: ArgumentHelp("Only until this date, the day included.", valueName: "date"))
    var until: String?

    @Option(help: "Only of authors whose name or address contains this.")
    var author: String?

    @Option(help: "Only revisions in which this field changed.")
    var field: String?

    @OptionGroup var global: GlobalOptions

    var formats: Set<ReportFormat> { [.text, .json, .markdown, .html] }

    mutating func validate() throws {
        if let limit, limit < 1 { throw ValidationError("-n takes a number from 1 on, not \(limit)") }
    }

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        let request = HistoryRequest(
            paths: paths, limit: limit, since: since, until: until, author: author, field: field)
        let needsRecords = scene.format == .html || scene.format == .markdown
        let isFiltered = !paths.isEmpty || [since, until, author, field].contains { $0 != nil }
        return CommandOutcome(
            payload: try await scene.withEngine { engine in
                guard needsRecords else {
                    return LogPayload(
                        entries: try await engine.history(request).map(LogPayload.Entry.init), isFiltered: isFiltered)
                }
                let revisions = try await engine.revisions(request)
                return LogPayload(
                    entries: revisions.map { LogPayload.Entry($0.entry) },
                    history: History(revisions, environment: engine.environment, project: engine.projectName))
            })
    }
}

struct LogPayload: CommandPayload, Encodable {
    struct Change: Encodable {
        let action: String
        let path: String
        let fields: [String]
        let outcome: String
    }

    struct Entry: Encodable {
        let revision: String
        let time: String
        let author: String
        let outcome: String?
        let source: String?
        let plan: String?
        let summary: String
        let changes: [Change]

        init(_ entry: LedgerEntry) {
            revision = entry.revision
            time = entry.time.iso8601
            author = entry.author
            outcome = entry.outcome?.rawValue
            source = entry.context?.source
            plan = entry.context?.plan
            summary = entry.summary
            changes = entry.changes.map {
                Change(
                    action: $0.action.rawValue, path: $0.path.rawValue, fields: $0.fields,
                    outcome: $0.result == .notTried ? "not_tried" : $0.result.rawValue)
            }
        }
    }

    let formatVersion = "1.0"
    let exitCode = Planning.ExitCode.done.rawValue
    let entries: [Entry]

    /// Whether only some revisions were asked for.
    var isFiltered = false

    /// The same in full, for pages and comments.
    var history: History?

    func markdown() -> String? { history.map { MarkdownRenderer().render(HistoryDocument.make($0)) } }
    func html() -> String? { history.map { HistoryPage().render($0) } }

    private enum CodingKeys: String, CodingKey {
        case entries
        case formatVersion = "format_version", exitCode = "exit_code"
    }

    func text(style: TextStyle) -> String {
        guard !entries.isEmpty else {
            return isFiltered ? "no applied revision matches\n" : "no applied revision in this clone\n"
        }
        return entries.map { lines($0, style).map { $0 + "\n" }.joined() }.joined(separator: "\n")
    }

    private func lines(_ entry: Entry, _ style: TextStyle) -> [String] {
        var lines = ["\(style.yellow(String(entry.revision.prefix(12)))) \(escapedForTerminal(entry.summary))"]
        let source = entry.source.map { ", from \($0.prefix(12))" } ?? ""
        lines.append(style.dim("  \(entry.time)  \(escapedForTerminal(entry.author))\(escapedForTerminal(source))"))
        return lines
            + entry.changes.map { change in
                let fields = change.fields.isEmpty ? "" : ": \(change.fields.joined(separator: ", "))"
                let outcome = change.outcome == "done" ? "" : " (\(change.outcome))"
                return "    \(change.action) \(escapedForTerminal(change.path + fields))\(outcome)"
            }
    }
}
