import ArgumentParser
import SyncEngine

/// Which items a plan takes up, and what of theirs it may delete or replace.
struct ScopeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only these items: connections/x*, teams/a/variables/*, or a full Akeyless path. May be repeated.",
            valueName: "glob"))
    var select: [String] = []

    @Option(help: ArgumentHelp("Not these items. May be repeated.", valueName: "glob"))
    var exclude: [String] = []

    @Flag(help: "Delete items of the ledger that are no longer declared, or for mirror, gone from the source.")
    var prune = false

    @Flag(help: "Replace items that exist already and are not recorded in the ledger.")
    var overwriteUnmanaged = false

    @Flag(help: "Replace what was changed outside, and create again what was deleted outside.")
    var overwriteDrift = false

    /// An empty glob is a variable of a script that was not set, and leaves out everything without a word.
    mutating func validate() throws {
        guard !(select + exclude).contains("") else {
            throw ValidationError("--select and --exclude take a glob, not an empty text")
        }
    }

    var request: PlanRequest {
        var request = PlanRequest()
        request.select = select
        request.exclude = exclude
        request.prune = prune
        request.overwriteUnmanaged = overwriteUnmanaged
        request.overwriteDrift = overwriteDrift
        return request
    }

    /// Whether none of them was given.
    var isDefault: Bool {
        select.isEmpty && exclude.isEmpty && !prune && !overwriteUnmanaged && !overwriteDrift
    }
}
