import ArgumentParser
import SyncEngine

/// The options that decide what a plan contains.
struct PlanOptions: ParsableArguments {
    @OptionGroup var scope: ScopeOptions

    @Flag(help: "Resolve no reference; fields that depend on one are unknown (*).")
    var offlineValues = false

    @Option(help: ArgumentHelp("auto reads only values whose row changed; full reads all.", valueName: "auto|full"))
    var refresh: Refresh = .auto

    enum Refresh: String, ExpressibleByArgument, CaseIterable {
        case auto, full
    }

    var request: PlanRequest {
        var request = scope.request
        request.offlineValues = offlineValues
        request.refreshFull = refresh == .full
        return request
    }

    /// Whether none of them was given; a plan file carries its own and takes none beside it.
    var isDefault: Bool { scope.isDefault && !offlineValues && refresh == .auto }
}
