import ArgumentParser
import Planning
import SyncEngine

/// `lockstep rollback`
struct RollbackCommand: LockstepCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Go back to what a revision recorded, and hold what is rejected.",
        discussion: """
            An ordinary plan back to a revision of the ledger, made of the versions that Akeyless kept. What is no longer \
            kept is named with the reason. Declarations that are rolled back are held (^) until they change, or until \
            `lockstep apply --release`, so that the next apply does not undo it.

              lockstep log                               which revisions there are
              lockstep rollback 1a2b3c4d5e6f --dry-run   what would change
              lockstep rollback 1a2b3c4d5e6f --select 'connections/warehouse'
              lockstep rollback lockstep/prod~1 --prune  also delete what was made since
            """)

    @OptionGroup var options: PlanOptions
    @OptionGroup var applyOptions: ApplyOptions
    @OptionGroup var reportOptions: ReportOptions

    var reports: [ReportFile] { reportOptions.report }
    var formats: Set<ReportFormat> { ReportFormat.ofReports }
    var lockTimeout: Duration { applyOptions.lockOptions.timeout }

    @Flag(help: "Show the plan and write nothing.")
    var dryRun = false

    @Argument(help: "A revision of the ledger, as `lockstep log` prints it.")
    var revision: String

    @OptionGroup var global: GlobalOptions

    mutating func validate() throws {
        if options.offlineValues || !applyOptions.release.isEmpty {
            throw ValidationError("a rollback reads no declaration: leave out --offline-values and --release")
        }
    }

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        let request = request(scene)
        if dryRun {
            let outcome = try await scene.withEngine { try await $0.rollbackPlan(request.plan, to: revision) }
            return CommandOutcome(payload: payload(outcome))
        }
        guard applyOptions.yes || scene.context.canAsk else {
            throw EngineFailure(
                .usage, code: "no-terminal", "there is no terminal to ask at",
                hints: ["give --yes to roll back without asking, or --dry-run to see what would change"])
        }
        let outcome = try await scene.withEngine { engine in
            try await engine.apply(request) { plan in confirm(plan, scene) }
        }
        return CommandOutcome(
            payload: ApplyPayload(
                command: "rollback", outcome: outcome, isVerbose: global.verbose,
                preview: "lockstep rollback \(revision) --dry-run"),
            exit: outcome.exit)
    }

    private func request(_ scene: CommandScene) -> ApplyCall {
        var request = ApplyCall()
        request.plan = options.request
        request.revision = revision
        applyOptions.fill(&request, isCI: scene.context.isCI)
        return request
    }

    private func payload(_ outcome: PlanOutcome) -> PlanPayload {
        PlanPayload(command: "rollback", outcome: outcome, exit: .done, isVerbose: global.verbose, title: "Rollback")
    }

    /// Shows the plan on standard error and asks; only the word yes rolls back.
    private func confirm(_ outcome: PlanOutcome, _ scene: CommandScene) -> Bool {
        if applyOptions.yes { return true }
        scene.progress.clear()
        scene.context.writeTalk(payload(outcome).text(style: scene.style))
        return scene.ask("Roll back like this?")
    }
}
