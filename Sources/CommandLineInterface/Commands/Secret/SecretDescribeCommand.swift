import AirflowAkeyless
import AkeylessWire
import ArgumentParser
import SyncEngine
import SyncModel

/// `lockstep secret describe`
struct SecretDescribeCommand: HookCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe", abstract: "Show everything about an item but its value.",
        discussion: """
              lockstep secret describe /app/db --versions
            """)

    @Argument(help: "The full name of the item.")
    var name: String

    @Flag(help: "Show the versions too.")
    var versions = false

    @OptionGroup var global: GlobalOptions

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        let item = try await withHook(scene) { hook in
            try await explainingAbsence(of: name, hook) { try await hook.describeItem(name, showVersions: versions) }
        }
        return CommandOutcome(payload: SecretDescribePayload(item: ItemDocument(item, showsVersions: versions)))
    }
}

private struct SecretDescribePayload: CommandPayload, Encodable {
    let formatVersion = "1.0"
    let item: ItemDocument
    let exitCode = 0

    private enum CodingKeys: String, CodingKey {
        case item
        case formatVersion = "format_version", exitCode = "exit_code"
    }

    func text(style: TextStyle) -> String {
        var lines = [
            ("name", item.name), ("type", item.type), ("sub-type", item.subType), ("description", item.description),
            ("tags", item.tags.joined(separator: ", ")), ("format", item.valueFormat),
            ("version", String(item.lastVersion)), ("modified", item.modified),
            ("size", item.size.map { "\($0) bytes" }), ("enabled", item.isEnabled ? "yes" : "no"),
            ("protected", item.isDeleteProtected ? "yes, against being deleted" : nil),
            ("you may", item.permissions?.joined(separator: ", ")),
        ].compactMap { label, value in
            value.flatMap { $0.isEmpty ? nil : "\(padded(label, 11))  \(escapedForTerminal($0))" }
        }
        for version in item.versions ?? [] {
            let details = [version.created, version.state].compactMap(\.self).joined(separator: "  ")
            lines.append("\(padded("version \(version.version)", 11))  \(escapedForTerminal(details))")
        }
        return lines.map { $0 + "\n" }.joined()
    }
}
