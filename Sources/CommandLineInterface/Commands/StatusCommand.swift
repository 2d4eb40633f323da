import ArgumentParser
import Planning
import SyncEngine

/// `lockstep status`
struct StatusCommand: LockstepCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show what was changed in Akeyless behind the ledger's back.",
        discussion: "Compares the ledger with Akeyless and does not look at the declarations. Exit code 8 on any drift."
    )

    @OptionGroup var reportOptions: ReportOptions

    @OptionGroup var global: GlobalOptions

    var reports: [ReportFile] { reportOptions.report }
    var formats: Set<ReportFormat> { ReportFormat.ofReports }

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        let outcome = try await scene.withEngine { try await $0.status() }
        let summary = outcome.plan.summary
        let exit: Planning.ExitCode =
            summary[.drift] + summary[.conflict] > 0 ? .driftOrConflict : summary[.error] > 0 ? .failed : .done
        return CommandOutcome(
            payload: PlanPayload(
                command: "status", outcome: outcome, exit: exit, isVerbose: global.verbose, title: "Status"),
            exit: exit)
    }
}
