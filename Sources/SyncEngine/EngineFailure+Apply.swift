import Applying
import Planning
import SyncModel

extension Refusal {
    /// Why the plan is not applied, which items are in the way, and the exact flag that overrides where one does.
    ///
    /// - Parameter preview: The command that shows the whole plan.
    func failure(_ plan: Plan, preview: String) -> EngineFailure {
        var failure = failure(preview: preview)
        let items = plan.changes.filter(concerns)
        failure.causes = items.prefix(Self.mostNamed).map { "\($0.name): \($0.reason.text)" }
        if items.count > Self.mostNamed { failure.causes.append("\(items.count - Self.mostNamed) more") }
        return failure
    }

    /// So many items are named in a failure; more are left to the preview.
    private static let mostNamed = 10

    private func concerns(_ change: PlannedChange) -> Bool {
        switch self {
        case .limits: false
        case .conflicts: change.action == .conflict
        case .errors: change.action == .error
        case .unresolvedValues: change.action.isWrite && change.hasUnknownFields
        }
    }

    private func failure(preview: String) -> EngineFailure {
        switch self {
        case .limits(let breaches):
            EngineFailure(
                exitCode, code: "safety-limit", breaches.map(\.message).joined(separator: "; "),
                hints: ["check the plan, then use --force to apply it anyway"])
        case .conflicts(let count):
            EngineFailure(
                exitCode, code: "conflict",
                "\(counted(count, "item is", "items are")) in conflict; nothing was written",
                hints: [
                    "--overwrite-unmanaged or --overwrite-drift replaces what is there; --skip-conflicts leaves such items"
                ])
        case .errors(let count):
            EngineFailure(
                exitCode, code: "plan-errors",
                "\(counted(count, "item")) cannot be applied; nothing was written",
                hints: ["`\(preview)` gives the reasons; --skip-conflicts leaves such items, --exclude names them"])
        case .unresolvedValues(let count):
            EngineFailure(
                exitCode, code: "unresolved",
                "\(counted(count, "item depends", "items depend")) on references that were not resolved",
                hints: ["apply without --offline-values"])
        }
    }
}
