import ArgumentParser
import Planning
import SyncEngine

/// The options of `apply` beside those of `plan`.
struct ApplyOptions: ParsableArguments {
    @OptionGroup var lockOptions: LockOptions

    @Flag(help: "Apply without asking.")
    var yes = false

    @Flag(help: "Lift the safety limits and the shrink guard.")
    var force = false

    @Flag(help: "Leave conflicts and errors and apply the rest (exit 8 at the end).")
    var skipConflicts = false

    @Flag(help: "Apply a commit that is older than the one applied last.")
    var allowOlder = false

    @Flag(help: "Apply uncommitted declarations under CI.")
    var allowDirty = false

    @Flag(help: "Under CI, let the ledger stay in this clone; push it yourself.")
    var localLedger = false

    @Option(help: ArgumentHelp("Apply what a rollback holds back. May be repeated.", valueName: "glob"))
    var release: [String] = []

    /// Writes what was asked for into a call.
    func fill(_ call: inout ApplyCall, isCI: Bool) {
        call.plan.release = release
        call.plan.force = force
        call.skipConflicts = skipConflicts
        call.allowOlder = allowOlder
        call.allowDirty = allowDirty
        call.localLedger = localLedger
        call.isCI = isCI
        call.lockTimeout = lockOptions.timeout
    }

    /// The options that contradict a plan file, which decides everything they could.
    var contradictingPlanFile: [String] {
        [
            skipConflicts ? "--skip-conflicts" : nil, allowOlder ? "--allow-older" : nil,
            allowDirty ? "--allow-dirty" : nil, release.isEmpty ? nil : "--release",
        ].compactMap(\.self)
    }
}

extension ApplyOptions {
    /// Shows the plan on standard error and asks; only the word yes applies.
    func confirm(_ outcome: PlanOutcome, _ scene: CommandScene, command: String, isVerbose: Bool) -> Bool {
        if yes { return true }
        scene.progress.clear()
        let payload = PlanPayload(command: command, outcome: outcome, exit: .done, isVerbose: isVerbose)
        scene.context.writeTalk(payload.text(style: scene.style))
        return scene.ask("Apply these changes?")
    }
}
