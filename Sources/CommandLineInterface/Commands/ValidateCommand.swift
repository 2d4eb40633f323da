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
            Reports all problems at once, with file and line; where no environment is named, those of the overlays of all. References are not resolved. --online asks Akeyless as well: \
            whether every reference can be resolved and every item read and written, and what hides what.

            The severity of a check is set in the project file, `checks: {plain-secret: error, nested-key: off}`. \
            --list-rules prints every rule with its default severity and its reason. --format sarif is for the \
            code-scanning view of a forge.

              lockstep validate --history     plain secrets in any version in any commit
              lockstep validate --history --baseline accepted.json --update-baseline
                                              accept what is there now
            """)

    @Flag(help: "Ask Akeyless, too.")
    var online = false

    @Flag(help: "Also look for plain-text secrets in every commit: commit, file, line and rule, never the value.")
    var history = false

    @Option(help: ArgumentHelp("Findings of --history that are accepted (JSON).", valueName: "file"))
    var baseline: String?

    @Flag(help: "Write all present findings into the file of --baseline.")
    var updateBaseline = false

    @Flag(help: "List every rule instead: id, default severity, reason.")
    var listRules = false

    @OptionGroup var reportOptions: ReportOptions

    @OptionGroup var global: GlobalOptions

    var reports: [ReportFile] { reportOptions.report }

    var formats: Set<ReportFormat> {
        listRules ? [.text, .json, .markdown] : ReportFormat.ofReports.union([.sarif])
    }

    mutating func validate() throws {
        if baseline != nil, !history { throw ValidationError("--baseline goes with --history") }
        if updateBaseline, baseline == nil { throw ValidationError("--update-baseline needs --baseline") }
    }

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        if listRules { return CommandOutcome(payload: RulesPayload()) }
        let accepted = try baseline.map { try HistoryBaseline(at: scene.path($0), mayBeMissing: updateBaseline) }
        var (outcome, scan) = try await scene.withEngine { engine -> (ValidateOutcome, HistoryScan?) in
            let outcome = try await engine.validate(online: online)
            guard history else { return (outcome, nil) }
            return (outcome, try await engine.scanHistory(accepting: updateBaseline ? [] : accepted?.findings ?? []))
        }
        if updateBaseline, let baseline, let found = scan {
            try HistoryBaseline(findings: Set(found.findings)).write(to: scene.path(baseline))
            scan?.accepted = found.findings.count
            scan?.findings = []
        }
        outcome.diagnostics += scan?.diagnostics ?? []
        let exit: Planning.ExitCode = outcome.diagnostics.hasErrors ? .invalidInput : .done
        return CommandOutcome(
            payload: ValidatePayload(outcome: outcome, scan: scan, exit: exit, isVerbose: global.verbose),
            exit: exit)
    }
}

struct ValidatePayload: ReportPayload {
    let outcome: ValidateOutcome
    let scan: HistoryScan?
    let exit: Planning.ExitCode
    let isVerbose: Bool

    func document(isVerbose: Bool) -> ReportDocument {
        ValidateDocument.make(
            environment: outcome.environment, project: outcome.project, entries: outcome.entries,
            diagnostics: outcome.diagnostics)
    }

    func text(style: TextStyle) -> String {
        var lines = FailureText.diagnostics(outcome.diagnostics, style: style)
        let errors = outcome.diagnostics.count { $0.severity == .error }
        let warnings = outcome.diagnostics.count { $0.severity == .warning }
        let verdict = errors == 0 ? style.green("valid") : style.red(counted(errors, "error"))
        let entries = counted(outcome.entries, "entry", "entries")
        lines.append(
            "\(verdict): \(entries) in environment \(escapedForTerminal(outcome.environment))"
                + (warnings == 0 ? "" : ", \(counted(warnings, "warning"))"))
        if let scan {
            lines.append(
                "\(scan.findings.isEmpty ? style.green("history") : style.red("history")): \(counted(scan.findings.count, "plain secret"))"
                    + " in \(counted(scan.files, "version")) of files, \(counted(scan.commits, "commit"));"
                    + " \(scan.accepted) accepted")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    func json() throws -> String {
        let report = JSONReport(
            command: "validate", environment: outcome.environment, project: outcome.project,
            diagnostics: outcome.diagnostics, exitCode: exit)
        return try encodeJSON(HistoryReport(report: report, scan: scan))
    }

    func sarif() -> String? { .sarif(outcome.diagnostics, exit: exit) }
}

/// The report of `validate`, with what the scan found where there was one.
private struct HistoryReport: Encodable {
    let report: JSONReport
    let scan: HistoryScan?

    private enum CodingKeys: String, CodingKey { case history }
    private enum HistoryKeys: String, CodingKey { case commits, files, findings, accepted }

    func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
        guard let scan else { return }
        var container = encoder.container(keyedBy: CodingKeys.self)
        var history = container.nestedContainer(keyedBy: HistoryKeys.self, forKey: .history)
        try history.encode(scan.commits, forKey: .commits)
        try history.encode(scan.files, forKey: .files)
        try history.encode(scan.findings, forKey: .findings)
        try history.encode(scan.accepted, forKey: .accepted)
    }
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
            let severity = rule.configurable || rule.severity != "error" ? rule.severity : "always"
            return "\(padded(rule.id, width))  \(padded(severity, 7))  \(style.dim(rule.reason))\n"
        }.joined()
    }

    func markdown() -> String? {
        let head = "| rule | severity | reason |\n|---|---|---|\n"
        let fixed = ["error": "always an error", "warning": "usually a warning", "note": "usually a note"]
        return head
            + rules.map {
                "| `\($0.id)` | \($0.configurable ? $0.severity : fixed[$0.severity] ?? "") | \($0.reason) |\n"
            }
            .joined()
    }
}
