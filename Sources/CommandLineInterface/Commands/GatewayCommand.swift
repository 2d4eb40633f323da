import ArgumentParser
import DevGateway
import Foundation
import SyncEngine
import SyncModel

/// `lockstep gateway`
struct GatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway", abstract: "The development gateway.", subcommands: [GatewayRunCommand.self])
}

/// `lockstep gateway run`
struct GatewayRunCommand: LockstepCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Serve the Akeyless API from one file, for development only.",
        discussion: """
            Values lie in plain in the file. The access id and key are made on the first start and written, readable by
            you alone, to <file>.credentials:

              lockstep gateway run --data gateway.sqlite --port 8080 &
              set -a; . ./gateway.sqlite.credentials; set +a
              lockstep plan --gateway http://127.0.0.1:8080
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: "The port to listen on; 0 takes a free one.")
    var port = 8080

    @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
    var host = "127.0.0.1"

    @Flag(help: "Listen on an address that other machines can reach.")
    var allowRemote = false

    @Option(help: ArgumentHelp("The SQLite file; made on the first start.", valueName: "file"))
    var data = ".lockstep/gateway.sqlite"

    @Option(help: ArgumentHelp("Identities, access rules, dynamic and rotated secrets (JSON).", valueName: "file"))
    var identities: String?

    @Flag(help: "Serve request counts, faults and the clock under /_gateway/.")
    var testControls = false

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        let file = scene.path(data)
        try GatewayFiles.prepareFolder(of: file)
        var configuration = GatewayConfiguration(storage: .file(file))
        configuration.host = host
        configuration.port = port
        configuration.allowsRemoteConnections = allowRemote
        configuration.testControls = testControls
        try identities.map { try configuration.read(configurationFile: scene.path($0)) }
        let gateway = try await DevGateway.start(configuration)
        let credentials = try gateway.identity.map { try GatewayFiles.writeCredentials($0, beside: file) }
        scene.context.writeTalk("for development only: values lie in plain in \(escapedForTerminal(file))\n")
        if let credentials { scene.context.writeTalk("credentials are in \(escapedForTerminal(credentials))\n") }
        scene.context.writeTalk("listening on \(gateway.url)\n")
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
        await gateway.stop()
        return CommandOutcome(payload: NothingPayload())
    }
}

/// Nothing on standard output.
struct NothingPayload: CommandPayload {
    func text(style: TextStyle) -> String { "" }
    func json() throws -> String { "{}" }
}
