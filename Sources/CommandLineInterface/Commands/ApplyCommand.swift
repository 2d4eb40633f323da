import ArgumentParser
import Foundation
import Planning
import SyncEngine

/// `lockstep apply`
struct ApplyCommand: LockstepCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Make Akeyless match the declarations, and record it in the ledger.",
        discussion: """
            Plans, asks, writes, reads back what it wrote, and commits a record to the ledger branch.

              lockstep apply                 plan, ask, apply
              lockstep apply --yes           without asking
              lockstep apply plan.json       a saved plan, exactly, or not at all (exit 4)
            """)

    @OptionGroup var options: PlanOptions
    @OptionGroup var applyOptions: ApplyOptions
    @OptionGroup var reportOptions: ReportOptions

    @Argument(help: "A plan saved with `lockstep plan --out`.")
    var planFile: String?

    @OptionGroup var global: GlobalOptions

    var reports: [ReportFile] { reportOptions.report }
    var formats: Set<ReportFormat> { ReportFormat.ofReports }
    var lockTimeout: Duration { applyOptions.lockOptions.timeout }

    mutating func validate() throws {
        guard planFile != nil else { return }
        let extra = applyOptions.contradictingPlanFile + (options.isDefault ? [] : ["the options of plan"])
        guard extra.isEmpty else {
            throw ValidationError(
                "a plan file is applied exactly as it is: leave out \(extra.joined(separator: ", ")), or plan anew")
        }
    }

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        guard applyOptions.yes || scene.context.canAsk else {
            throw EngineFailure(
                .usage, code: "no-terminal", "there is no terminal to ask at",
                hints: ["give --yes to apply without asking"])
        }
        let request = try request(scene)
        let outcome = try await scene.withEngine { engine in
            try await engine.apply(request) { plan in
                applyOptions.confirm(plan, scene, command: "apply", isVerbose: global.verbose)
            }
        }
        return CommandOutcome(
            payload: ApplyPayload(outcome: outcome, isVerbose: global.verbose), exit: outcome.exit)
    }

    private func request(_ scene: CommandScene) throws -> ApplyCall {
        var request = ApplyCall()
        request.plan = options.request
        applyOptions.fill(&request, isCI: scene.context.isCI)
        guard let planFile else { return request }
        do {
            request.planFile = try String(contentsOfFile: scene.path(planFile), encoding: .utf8)
        } catch {
            throw EngineFailure(
                .invalidInput, code: "plan-file-unreadable", "cannot read the plan file \(planFile)",
                hints: ["make one with `lockstep plan --out \(planFile)`"])
        }
        return request
    }
}
