import ArgumentParser
import Planning
import Reports
import SyncEngine
import SyncModel

/// `lockstep validate`
struct ValidateCommand: LockstepCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check everything that can be checked without the network.",
        discussion: "Reports all problems at once, with file and line. References are not resolved.")

    @OptionGroup var global: GlobalOptions

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        let outcome = try await scene.withEngine { try await $0.validate() }
        let exit: Planning.ExitCode = outcome.diagnostics.hasErrors ? .invalidInput : .done
        return CommandOutcome(payload: ValidatePayload(outcome: outcome, exit: exit), exit: exit)
    }
}

struct ValidatePayload: CommandPayload {
    let outcome: ValidateOutcome
    let exit: Planning.ExitCode

    func text(style: TextStyle) -> String {
        var lines = FailureText.diagnostics(outcome.diagnostics, style: style)
        let errors = outcome.diagnostics.count { $0.severity == .error }
        let warnings = outcome.diagnostics.count { $0.severity == .warning }
        let verdict = errors == 0 ? style.green("valid") : style.red("\(errors) error\(errors == 1 ? "" : "s")")
        lines.append(
            "\(verdict): \(outcome.entries) entries in environment \(escapedForTerminal(outcome.environment))"
                + (warnings == 0 ? "" : ", \(warnings) warning\(warnings == 1 ? "" : "s")"))
        return lines.map { $0 + "\n" }.joined()
    }

    func json() throws -> String {
        try encodeJSON(
            JSONReport(
                command: "validate", environment: outcome.environment, project: outcome.project,
                diagnostics: outcome.diagnostics, exitCode: exit))
    }
}
