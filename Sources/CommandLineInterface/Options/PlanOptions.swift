import ArgumentParser
import SyncEngine

/// The options that decide what a plan contains.
struct PlanOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only these items: connections/x*, teams/a/variables/*, or a full Akeyless path. May be repeated.",
            valueName: "glob"))
    var select: [String] = []

    @Option(help: ArgumentHelp("Not these items. May be repeated.", valueName: "glob"))
    var exclude: [String] = []

    @Flag(help: "Delete items of the ledger that are no longer declared.")
    var prune = false

    @Flag(help: "Replace items that exist already and are not recorded in the ledger.")
    var overwriteUnmanaged = false

    @Flag(help: "Replace what was changed outside, and create again what was deleted outside.")
    var overwriteDrift = false

    @Flag(help: "Resolve no reference; fields that depend on one are unknown (*).")
    var offlineValues = false

    @Option(help: ArgumentHelp("auto reads only values whose row changed; full reads all.", valueName: "auto|full"))
    var refresh: Refresh = .auto

    enum Refresh: String, ExpressibleByArgument, CaseIterable {
        case auto, full
    }

    var request: PlanRequest {
        var request = PlanRequest()
        request.select = select
        request.exclude = exclude
        request.prune = prune
        request.overwriteUnmanaged = overwriteUnmanaged
        request.overwriteDrift = overwriteDrift
        request.offlineValues = offlineValues
        request.refreshFull = refresh == .full
        return request
    }

    /// Whether any of them was given; a plan file carries its own and takes none beside it.
    var isDefault: Bool {
        select.isEmpty && exclude.isEmpty && !prune && !overwriteUnmanaged && !overwriteDrift && !offlineValues
            && refresh == .auto
    }
}
