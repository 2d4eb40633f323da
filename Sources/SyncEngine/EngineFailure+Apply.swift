import Applying
import Planning

extension Refusal {
    /// Why the plan is not applied, and the exact flag that overrides where one does.
    var failure: EngineFailure {
        switch self {
        case .limits(let breaches):
            EngineFailure(
                exitCode, code: "safety-limit", breaches.map(\.message).joined(separator: "; "),
                hints: ["check the plan, then use --force to apply it anyway"])
        case .conflicts(let count):
            EngineFailure(
                exitCode, code: "conflict", "\(Self.items(count)) in conflict; nothing was written",
                hints: [
                    "--overwrite-unmanaged or --overwrite-drift replaces what is there; --skip-conflicts leaves such items"
                ])
        case .errors(let count):
            EngineFailure(
                exitCode, code: "plan-errors",
                "\(count) item\(count == 1 ? "" : "s") cannot be applied; nothing was written",
                hints: ["`lockstep plan` gives the reasons; --skip-conflicts leaves such items, --exclude names them"])
        case .unresolvedValues(let count):
            EngineFailure(
                exitCode, code: "unresolved",
                "\(count) item\(count == 1 ? " depends" : "s depend") on references that were not resolved",
                hints: ["apply without --offline-values"])
        }
    }

    private static func items(_ count: Int) -> String { count == 1 ? "1 item is" : "\(count) items are" }
}
