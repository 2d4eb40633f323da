import ArgumentParser
import Foundation
import Planning
import SyncEngine

/// `lockstep plan`
struct PlanCommand: LockstepCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what apply would change.",
        discussion: """
            Reads the declarations, the ledger and the listing of Akeyless, and writes nothing anywhere.

              lockstep plan
              lockstep plan --exit-code              2 changes, 8 drift, 5 over a limit
              lockstep plan --out plan.json          for apply plan.json; holds no secret
              lockstep plan --select 'connections/*' only connections
            """)

    @OptionGroup var options: PlanOptions
    @OptionGroup var reportOptions: ReportOptions

    @Option(help: ArgumentHelp("Save the plan for apply.", valueName: "file"))
    var out: String?

    @Flag(help: "Tell by the exit code what the plan holds.")
    var exitCode = false

    @Flag(help: "Show literal values of the declarations, at a terminal only.")
    var showValues = false

    @OptionGroup var global: GlobalOptions

    var reports: [ReportFile] { reportOptions.report }
    var formats: Set<ReportFormat> { ReportFormat.ofReports }

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        let isForTerminal = scene.context.outputIsTerminal && global.output == nil && scene.format == .text
        if showValues, !isForTerminal || reports.contains(where: { $0.format == .text }) {
            throw EngineFailure(
                .usage, code: "show-values", "--show-values writes to a terminal only",
                hints: [
                    "leave it out, or run the command at a terminal without --output, --format and --report text=FILE"
                ])
        }
        if let out { try PrivateFile.check(scene.path(out), namedBy: out) }
        var request = options.request
        request.showValues = showValues
        let wanted = request
        let outcome = try await scene.withEngine { try await $0.plan(wanted) }
        if let out { try save(outcome, to: scene.path(out)) }
        let exit = planExit(outcome.plan, exitCodeFlag: exitCode)
        return CommandOutcome(
            payload: PlanPayload(command: "plan", outcome: outcome, exit: exit, isVerbose: global.verbose), exit: exit)
    }

    private func save(_ outcome: PlanOutcome, to path: String) throws {
        guard let file = outcome.file else {
            throw EngineFailure(
                .invalidInput, code: "plan-incomplete", "a plan with unresolved references cannot be saved for apply",
                hints: ["leave out --offline-values, or --out"])
        }
        try PrivateFile.write(file.text, to: path)
    }
}
