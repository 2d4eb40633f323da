import ArgumentParser
import SyncEngine

/// The option of every command that writes.
struct LockOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Wait so long for another run instead of ending with status 6, as Ctrl-C does while it waits.",
            valueName: "seconds"))
    var lockTimeout = 0

    var timeout: Duration { .seconds(lockTimeout) }

    mutating func validate() throws {
        guard (0...86_400).contains(lockTimeout) else {
            throw ValidationError("--lock-timeout takes seconds from 0 to 86400, not \(lockTimeout)")
        }
    }
}

/// The options of commands that write to the ledger without a plan.
struct LedgerOptions: ParsableArguments {
    @OptionGroup var lockOptions: LockOptions

    @Flag(help: "Under CI, let the ledger stay in this clone; push it yourself.")
    var localLedger = false

    func call(in scene: CommandScene) -> LedgerCall {
        var call = LedgerCall()
        call.lockTimeout = lockOptions.timeout
        call.localLedger = localLedger
        call.isCI = scene.context.isCI
        return call
    }
}
