import ArgumentParser
import Declarations
import Planning
import Reports
import SyncEngine
import SyncModel

/// `lockstep validate`
struct ValidateCommand: LockstepCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check everything that can be checked without the network.",
        discussion: """
            Reports all problems at once, with file and line. References are not resolved. --online asks Akeyless as well:
            whether every reference can be resolved and every item read and written, and what hides what.

            The severity of a check is set in the project file, `checks: {plain-secret: error, nested-key: off}`.
            --list-rules prints every rule with its default severity and its reason. --format sarif is for the
            code-scanning view of a forge.
            """)

    static let formats: Set<OutputFormat> = Set(OutputFormat.allCases)

    @OptionGroup var global: GlobalOptions

    @Flag(help: "Ask Akeyless, too.")
    var online = false

    @Flag(help: "List every rule instead: id, default severity, reason.")
    var listRules = false

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        if listRules { return CommandOutcome(payload: RulesPayload()) }
        let online = online
        let outcome = try await scene.withEngine { try await $0.validate(online: online) }
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

    func sarif() -> String? { .sarif(outcome.diagnostics, exit: exit) }
}

extension String {
    /// Findings of `validate` as SARIF.
    static func sarif(
        _ diagnostics: [Diagnostic], exit: Planning.ExitCode, failure: JSONReport.Failure? = nil
    ) -> String {
        let rules = ValidationRule.all.map { SARIFReport.Rule(id: $0.id, reason: $0.reason, severity: $0.severity) }
        return SARIFReport(
            diagnostics, rules: rules, toolVersion: Version.current, exitCode: exit, failure: failure
        ).render()
    }
}

/// What `validate --list-rules` prints.
private struct RulesPayload: CommandPayload, Encodable {
    struct Rule: Encodable {
        let id: String
        let severity: String
        let configurable: Bool
        let reason: String
    }

    let formatVersion = "1.0"
    let rules = ValidationRule.all.map {
        Rule(id: $0.id, severity: $0.severity.rawValue, configurable: $0.isConfigurable, reason: $0.reason)
    }

    private enum CodingKeys: String, CodingKey {
        case rules
        case formatVersion = "format_version"
    }

    func text(style: TextStyle) -> String {
        let width = rules.map(\.id.count).max() ?? 0
        return rules.map { rule in
            let severity = rule.configurable ? rule.severity : "always"
            return "\(padded(rule.id, width))  \(padded(severity, 7))  \(style.dim(rule.reason))\n"
        }.joined()
    }

    func markdown() -> String? {
        let head = "| rule | severity | reason |\n|---|---|---|\n"
        return head
            + rules.map { "| `\($0.id)` | \($0.configurable ? $0.severity : "always an error") | \($0.reason) |\n" }
            .joined()
    }
}
