import ArgumentParser

/// The option of every command that writes.
struct LockOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Wait so long for another run instead of ending with status 6.", valueName: "seconds"))
    var lockTimeout = 0

    var timeout: Duration { .seconds(lockTimeout) }

    mutating func validate() throws {
        guard (0...86_400).contains(lockTimeout) else {
            throw ValidationError("--lock-timeout takes seconds from 0 to 86400, not \(lockTimeout)")
        }
    }
}
