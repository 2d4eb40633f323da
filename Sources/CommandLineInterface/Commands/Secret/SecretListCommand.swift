import AirflowAkeyless
import AkeylessWire
import ArgumentParser
import SyncEngine
import SyncModel

/// `lockstep secret list`
struct SecretListCommand: HookCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List items by name.",
        discussion: """
            Lists everything below a folder through all pages and sub-folders, or with --folder-only one level, whose \
            sub-folders end in a slash. -v adds type, version, time of the last change and tags. A folder that does not \
            exist is empty: Akeyless does not tell the two apart, nor items that may not be listed.

              lockstep secret list /airflow --type static
              lockstep secret list /app --folder-only -v
            """)

    @Argument(help: "The folder.")
    var folder = "/"

    @Flag(help: "One level, with sub-folders.")
    var folderOnly = false

    @Option(help: ArgumentHelp("Only this type: static, dynamic, rotated, … May be repeated.", valueName: "type"))
    var type: [String] = []

    @Option(help: ArgumentHelp("Only items with this tag; repeated: with all of them.", valueName: "tag"))
    var tag: [String] = []

    @OptionGroup var global: GlobalOptions

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        let listed = try await withHook(scene) { hook in
            folderOnly
                ? try await hook.listFolder(folder) : (items: try await hook.listItems(folder), folders: [])
        }
        let items = listed.items.filter { item in
            (type.isEmpty || type.contains { ItemKinds.matches($0, item.kind) })
                && tag.allSatisfy(item.tags.contains)
        }
        if listed.items.isEmpty && listed.folders.isEmpty {
            scene.say("note: nothing is listed below \(escapedForTerminal(folder))")
        }
        return CommandOutcome(payload: SecretListPayload(folder: folder, folders: listed.folders, items: items))
    }
}

private struct SecretListPayload: CommandPayload, Encodable {
    let formatVersion = "1.0"
    let folder: String
    let folders: [String]
    let items: [ItemDocument]
    let exitCode = 0

    init(folder: String, folders: [String], items: [Item]) {
        self.folder = folder
        self.folders = folders
        self.items = items.map { ItemDocument($0) }
    }

    private enum CodingKeys: String, CodingKey {
        case folder, folders, items
        case formatVersion = "format_version", exitCode = "exit_code"
    }

    func text(style: TextStyle) -> String {
        let rows = items.map { item in
            [
                escapedForTerminal(item.name), escapedForTerminal(item.type), String(item.lastVersion),
                escapedForTerminal(item.modified), item.tags.map(escapedForTerminal).joined(separator: ","),
            ]
        }
        let names = folders.map(escapedForTerminal)
        guard style.isVerbose else { return (names + rows.map { $0[0] }).map { $0 + "\n" }.joined() }
        let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            (0..<4).map { padded(row[$0], widths[$0]) }.joined(separator: "  ") + "  " + row[4]
        }
        return (names + lines).map { $0 + "\n" }.joined()
    }
}
