import ArgumentParser

/// A command as this tool runs them: it gets a scene, returns an outcome, and prints nothing itself.
protocol LockstepCommand: AsyncParsableCommand, Sendable {
    /// The command as documents name it, with that of its group where it is one of several.
    static var path: String { get }
    var global: GlobalOptions { get }

    /// Files that receive the result, too.
    var reports: [ReportFile] { get }

    /// The forms that its result has.
    var formats: Set<ReportFormat> { get }

    /// How long to wait for another run, as the user asked.
    var lockTimeout: Duration { get }
    func run(in scene: CommandScene) async throws -> CommandOutcome
}

extension LockstepCommand {
    static var path: String { _commandName }
    var reports: [ReportFile] { [] }
    var formats: Set<ReportFormat> { [.text, .json] }
    var lockTimeout: Duration { .zero }
}
