package import SyncModel

/// Runs a program and gives what it prints; the seam between references and the system.
package protocol ProcessRunner: Sendable {
    func run(_ call: ProcessCall) async throws(ProcessFailure) -> [UInt8]
}

/// A program to run: no shell, and no variables but the given ones.
package struct ProcessCall: Sendable {
    /// A name that is looked for in `PATH`, or an absolute path.
    package var program: String
    package var arguments: [String]
    package var variables: [String: String]
    package var folder: String
    /// What the program reads from its standard input, which is empty otherwise.
    package var input: Secret?
    /// A file that the program reads, relative to the folder or absolute; without it the program is not started.
    package var neededFile: String?
    package var timeout: Duration
    package var outputLimit: Int

    package init(
        program: String, arguments: [String], variables: [String: String], folder: String, input: Secret? = nil,
        timeout: Duration = .seconds(60), outputLimit: Int = 4 << 20
    ) {
        self.program = program
        self.arguments = arguments
        self.variables = variables
        self.folder = folder
        self.input = input
        self.timeout = timeout
        self.outputLimit = outputLimit
    }
}

/// Why a program gave nothing; its output and its error messages are not kept, since they may hold secrets.
package enum ProcessFailure: Error, Hashable, Sendable {
    case notFound
    case notStarted
    case noFile
    case timeout
    case outputLimit
    case exit(status: Int)
    case signal(Int)

    package var reason: String {
        switch self {
        case .notFound: "the program is not installed"
        case .notStarted: "the program cannot be started"
        case .noFile: "a file that it needs cannot be read"
        case .timeout: "the program did not end in time and was stopped"
        case .outputLimit: "the program printed more than is allowed"
        case .exit(let status): "the program failed with status \(status)"
        case .signal(let signal): "the program was ended by signal \(signal)"
        }
    }
}
