import ArgumentParser
import Declarations
import Planning
import SyncEngine
import SyncModel

/// `lockstep mirror`
struct MirrorCommand: LockstepCommand {
    static let configuration = CommandConfiguration(
        commandName: "mirror", abstract: "Carry what one environment holds in Akeyless to others.",
        discussion: """
            Reads the items of one environment, plans each target against its own ledger, and applies as apply does: \
            with its limits, its announcement and its record. Values stay in memory. What a target declares itself is \
            left to its declarations, and what was changed in a target is drift and stays. A full path in --select or \
            --exclude is one of a target.

              lockstep mirror --from prod --to dr,eu
              lockstep mirror --from prod --to dr --select 'connections/*' --yes
              lockstep mirror --from prod --to dr,eu --check   exit code 0 if equal

            A target that fails does not stop the others (exit code 3).
            """)

    @OptionGroup var options: MirrorOptions
    @OptionGroup var applyOptions: ApplyOptions
    @OptionGroup var reportOptions: ReportOptions

    @OptionGroup var global: GlobalOptions

    var reports: [ReportFile] { reportOptions.report }
    var formats: Set<ReportFormat> { ReportFormat.ofReports }
    var lockTimeout: Duration { applyOptions.lockOptions.timeout }

    mutating func validate() throws {
        if global.environment != nil {
            throw ValidationError("--from and --to name the environments: leave out --environment")
        }
    }

    func run(in scene: CommandScene) async throws -> CommandOutcome {
        guard options.check || applyOptions.yes || scene.context.canAsk else {
            throw EngineFailure(
                .usage, code: "no-terminal", "there is no terminal to ask at",
                hints: ["give --yes to mirror without asking, or --check to compare only"])
        }
        var context = scene.engineContext()
        context.flags["environment"] = options.from
        let payload = try await SyncEngine.with(context) { engine in
            try checkNames(engine)
            let source = try await engine.mirrorSource(select: options.scope.select)
            let targets = await targets(engine, source, scene)
            return MirrorPayload(
                source: options.from, project: engine.projectName, targets: targets, isCheck: options.check,
                isVerbose: global.verbose)
        }
        return CommandOutcome(payload: payload, exit: payload.exit)
    }

    private func checkNames(_ engine: SyncEngine) throws {
        let known = engine.project?.environmentNames ?? []
        guard let unknown = options.targets.first(where: { !known.contains($0) }) else { return }
        throw EngineFailure(
            .invalidInput, code: "unknown-environment", "there is no environment `\(unknown)`",
            hints: ["known: \(known.joined(separator: ", "))"])
    }

    /// All targets in the order given: side by side, or one after the other where someone is asked about each.
    private func targets(_ engine: SyncEngine, _ source: MirrorSource, _ scene: CommandScene) async -> [MirrorTarget] {
        await boundedMap(options.targets, limit: options.check || applyOptions.yes ? 4 : 1) { name in
            MirrorTarget(environment: name, result: await target(name, engine, source, scene))
        }
    }

    /// One target from its plan to its record; whatever goes wrong is this target's alone.
    private func target(
        _ name: String, _ engine: SyncEngine, _ source: MirrorSource, _ scene: CommandScene
    ) async -> MirrorTarget.Result {
        do {
            try Task.checkCancellation()
            let target = try await engine.neighbour(name)
            if options.check { return .compared(try await target.compare(with: source, options.scope.request)) }
            var call = ApplyCall()
            call.plan = options.scope.request
            call.mirror = source
            applyOptions.fill(&call, isCI: scene.context.isCI)
            return .applied(try await target.apply(call) { plan in confirm(plan, scene) })
        } catch {
            return .failed(ErrorPresentation.failure(from: error))
        }
    }

    private func confirm(_ outcome: PlanOutcome, _ scene: CommandScene) -> Bool {
        if applyOptions.yes { return true }
        scene.progress.clear()
        let payload = PlanPayload(
            command: "mirror", outcome: outcome, exit: .done, isVerbose: global.verbose, title: "Mirror plan")
        scene.context.writeTalk(payload.text(style: scene.style))
        return scene.ask("Mirror \(options.from) to \(outcome.environment)?")
    }
}
