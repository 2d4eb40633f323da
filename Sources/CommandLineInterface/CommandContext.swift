package import SyncModel

/// Everything a command may touch besides the engine: where it writes, what it may ask, and the environment it sees.
///
/// The payload goes to standard output, all talk to standard error, so that a pipe receives the payload only.
package struct CommandContext: Sendable {
    package var arguments: [String]
    package var variables: [String: String]
    package var currentDirectory: String

    /// Names this machine and process to whoever finds a lock taken.
    package var host: String
    package var processID: Int

    /// Whose process it is, by the system's own list of users.
    package var user: String
    package var writeOutput: @Sendable (String) throws -> Void
    package var writeTalk: @Sendable (String) -> Void

    /// Whether each stream is a terminal.
    package var inputIsTerminal: Bool
    package var outputIsTerminal: Bool
    package var talkIsTerminal: Bool

    /// Reads one line from standard input; nil at its end.
    package var readLine: @Sendable () -> String?

    /// Reads a line without echo from the terminal.
    package var readHidden: @Sendable (_ prompt: String) -> Secret?

    /// Reads all of standard input, up to a number of bytes.
    package var readInput: @Sendable (_ limit: Int) throws -> [UInt8]

    /// Whether a program rather than a person runs the command (`CI`).
    package var isCI: Bool {
        guard let value = variables["CI"]?.lowercased() else { return false }
        return value != "" && value != "false" && value != "0"
    }

    /// Whether there is someone to ask.
    package var canAsk: Bool { inputIsTerminal && talkIsTerminal && !isCI }

    func usesColor(_ choice: ColorChoice) -> Bool {
        switch choice {
        case .always: true
        case .never: false
        case .auto: outputIsTerminal && (variables["NO_COLOR"] ?? "").isEmpty && variables["TERM"] != "dumb"
        }
    }
}
