package import Planning
package import SyncModel

/// What a run is doing, for progress and for tests.
package enum ApplyStep: Hashable, Sendable {
    case listing
    case announcing(changes: Int)
    case started(PlanAction, ItemPath)
    case ended(PlanAction, ItemPath, ChangeOutcome)

    /// A write's answer was lost; the item is read to find out.
    case resolvingLostAnswer(ItemPath)

    /// Until the service's dates prove that nobody wrote in the same second.
    case waiting(Duration)
    case readingBack(items: Int)
    case recording
    case recorded(revision: String)
}
