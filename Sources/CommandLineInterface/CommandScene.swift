import SyncModel

/// What a command works with: the context, the options that every command takes, and the line that shows progress.
struct CommandScene: Sendable {
    let context: CommandContext
    let format: OutputFormat
    let style: TextStyle
    let quiet: Bool
    let progress: ProgressLine
    let repository: String?
    let flags: [String: String]

    /// How long to wait for another run.
    let lockTimeout: Duration

    /// How what goes to standard error is decorated.
    var talkStyle: TextStyle {
        let noColor = !(context.variables["NO_COLOR"] ?? "").isEmpty
        return TextStyle(usesColor: style.usesColor && context.talkIsTerminal && !noColor, isVerbose: style.isVerbose)
    }

    /// The environment that was asked for.
    var environment: String { flags["environment"] ?? context.variables["LOCKSTEP_ENVIRONMENT"] ?? "default" }

    /// Writes a line for people; nothing with `--quiet`.
    func say(_ line: String) {
        guard !quiet else { return }
        progress.clear()
        context.writeTalk(line + "\n")
    }
}
