import ArgumentParser
import DevGateway
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
            Values lie in plain in the file. The access id and key are made on the first start and written, readable by \
            you alone, to <file>.credentials:

              lockstep gateway run --data gateway.sqlite --port 8080 &
              . ./gateway.sqlite.credentials
              lockstep plan --gateway http://127.0.0.1:8080
            """)

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

    @OptionGroup var global: GlobalOptions

    mutating func validate() throws {
        guard (0...65535).contains(port) else {
            throw ValidationError("--port takes a number from 0 to 65535, not \(port)")
        }
    }

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        let file = scene.path(data)
        try PrivateFile.makeFolder(of: file)
        var configuration = GatewayConfiguration(storage: .file(file))
        configuration.host = host
        configuration.port = port
        configuration.allowsRemoteConnections = allowRemote
        configuration.testControls = testControls
        if let identities {
            let file = try IdentityFile(path: scene.path(identities))
            configuration.identities = file.identities
            configuration.providedSecrets = file.providedSecrets
        }
        let talk = scene.context.writeTalk
        try await DevGateway.run(configuration) { gateway in
            talk("for development only: values lie in plain in \(escapedForTerminal(file))\n")
            if gateway.credentials != nil { talk("credentials are in \(escapedForTerminal(file)).credentials\n") }
            talk("listening on \(gateway.url)\n")
        }
        return CommandOutcome(payload: NothingPayload())
    }
}

/// Nothing on standard output.
struct NothingPayload: CommandPayload {
    func text(style: TextStyle) -> String { "" }
    func json() throws -> String { "{}" }
}
