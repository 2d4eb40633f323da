import ArgumentParser

/// The options that every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(
        name: [.customShort("C"), .customLong("repo")], help: ArgumentHelp("The project's folder.", valueName: "dir"))
    var repository: String?

    @Option(
        name: [.customShort("e"), .long],
        help: ArgumentHelp("The environment of the project file to work on.", valueName: "name"))
    var environment: String?

    @Option(help: ArgumentHelp("text, json, markdown or html; validate also sarif.", valueName: "format"))
    var format: OutputFormat?

    @Option(help: ArgumentHelp("Write the result to a file instead of standard output.", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("auto, always or never.", valueName: "when"))
    var color: ColorChoice = .auto

    @Flag(name: [.customShort("q"), .long], help: "Say nothing but the result.")
    var quiet = false

    @Flag(name: [.customShort("v"), .long], help: "Name unchanged and unmanaged items too.")
    var verbose = false

    @Option(help: ArgumentHelp("Requests in flight at most (16).", valueName: "n"))
    var parallelism: Int?

    @Option(help: ArgumentHelp("The gateway's address; vouches for its host.", valueName: "url"))
    var gateway: String?

    @Option(help: ArgumentHelp("A host that credentials may be sent to; may be repeated.", valueName: "host"))
    var trustGateway: [String] = []

    @Option(help: ArgumentHelp("Certificates to trust instead of the system's (PEM).", valueName: "file"))
    var caFile: String?

    @Option(
        name: .customLong("conn-id"), help: ArgumentHelp("Log in with this Airflow connection.", valueName: "id"))
    var connectionID: String?

    @Option(
        name: .customLong("conn-file"),
        help: ArgumentHelp("Where that connection is: a file of airflow connections export.", valueName: "file"))
    var connectionFile: String?

    mutating func validate() throws {
        if let parallelism, !(1...256).contains(parallelism) {
            throw ValidationError("--parallelism takes a number from 1 to 256, not \(parallelism)")
        }
        if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other") }
    }

    /// The settings given as flags, by setting name.
    var flags: [String: String] {
        var flags: [String: String] = [:]
        flags["environment"] = environment
        flags["gateway.url"] = gateway
        flags["parallelism"] = parallelism.map(String.init)
        flags["ca_file"] = caFile
        flags["conn_id"] = connectionID
        flags["conn_file"] = connectionFile
        if !trustGateway.isEmpty { flags["trust_gateway"] = trustGateway.joined(separator: ",") }
        return flags
    }
}

/// How a result is written.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, markdown, html, sarif

    /// Whether a failure is written in this form, too: then a program reads standard output.
    var isForPrograms: Bool { self == .json || self == .sarif }
}

/// Whether text output has colours.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
}
