import ArgumentParser
import SyncEngine

/// From where, to where, and how much of it.
struct MirrorOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The environment whose Akeyless paths are read.", valueName: "env"))
    var from: String

    @Option(help: ArgumentHelp("The environments that receive them; may be repeated.", valueName: "env,env"))
    var to: [String]

    @Option(
        help: ArgumentHelp(
            "Only these items: connections/x*, teams/a/variables/*, or a full Akeyless path of the target. May be repeated.",
            valueName: "glob"))
    var select: [String] = []

    @Option(help: ArgumentHelp("Not these items. May be repeated.", valueName: "glob"))
    var exclude: [String] = []

    @Flag(help: "Delete what was mirrored earlier and is gone from the source.")
    var prune = false

    @Flag(help: "Replace items of a target that exist already and are not recorded in its ledger.")
    var overwriteUnmanaged = false

    @Flag(help: "Replace what was changed in a target, and create again what was deleted there.")
    var overwriteDrift = false

    @Flag(help: "Write nothing: compare every value, and name the differences by path and field.")
    var check = false

    /// The targets in the order given.
    var targets: [String] { to.flatMap { $0.split(separator: ",").map(String.init) } }

    mutating func validate() throws {
        guard !targets.isEmpty else { throw ValidationError("--to names no environment") }
        if targets.contains(from) { throw ValidationError("\(from) cannot be mirrored to itself") }
        if let twice = targets.first(where: { name in targets.count { $0 == name } > 1 }) {
            throw ValidationError("--to names \(twice) twice")
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
}
