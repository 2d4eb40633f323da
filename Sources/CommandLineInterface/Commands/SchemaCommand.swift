import AirflowModel
import ArgumentParser
import Declarations
import SyncEngine
import SyncModel

/// `lockstep schema`
struct SchemaCommand: LockstepCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schemas of the project's files, for editors.",
        discussion: """
            JSON Schema 2020-12, made from the tables by which the files are read. Without a kind, one object holds all of \
            them by name. The samples of init name the schemas in a comment that editors understand; a fresh clone gets \
            the files with

              lockstep schema --out .lockstep/schemas
            """)

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case project, connections, variables, config
    }

    @Argument(help: "project, connections, variables or config; all of them if left out.")
    var kind: Kind?

    @Flag(help: "The form of a file below environments/, where null removes.")
    var overlay = false

    @Option(help: ArgumentHelp("Write every schema into this folder instead.", valueName: "dir"))
    var out: String?

    @OptionGroup var global: GlobalOptions

    mutating func validate() throws {
        if out != nil && (kind != nil || overlay) { throw ValidationError("--out writes every schema: name no kind") }
        if overlay && (kind == nil || kind == .project) {
            throw ValidationError("--overlay needs one of connections, variables and config")
        }
    }

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        if let out {
            let folder = scene.path(out)
            return CommandOutcome(payload: SchemaFilesPayload(folder: folder, files: try SchemaFiles.write(to: folder)))
        }
        guard let kind, let schema = FileSchema(rawValue: kind.rawValue) else {
            let members = FileSchema.allCases.map { JSONObject.Member(JSONString($0.rawValue), $0.document()) }
            return CommandOutcome(payload: SchemaPayload(document: .object(JSONObject(members))))
        }
        return CommandOutcome(payload: SchemaPayload(document: schema.document(overlay: overlay)))
    }
}

/// A schema is JSON in every format.
private struct SchemaPayload: CommandPayload {
    let document: JSONValue

    func text(style: TextStyle) -> String { PythonJSON.indented(document) + "\n" }

    func json() throws -> String { PythonJSON.indented(document) }
}

private struct SchemaFilesPayload: CommandPayload, Encodable {
    let formatVersion = "1.0"
    let folder: String
    let files: [String]

    private enum CodingKeys: String, CodingKey {
        case folder, files
        case formatVersion = "format_version"
    }

    func text(style: TextStyle) -> String {
        files.map { "\(style.green("+")) \(escapedForTerminal(folder))/\($0)\n" }.joined()
    }
}
