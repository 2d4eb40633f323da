import Applying
import Planning
import SyncModel
import Testing

@testable import SyncEngine

@Suite struct RefusalTests {
    private func change(_ action: PlanAction, _ key: String, _ reason: ChangeReason) -> PlannedChange {
        PlannedChange(
            action, id: EntryID(kind: .variable, key: key), path: ItemPath("/airflow/variables/\(key)"), reason: reason)
    }

    @Test func aRefusalNamesTheItemsInTheWayWithTheirReasons() {
        let plan = Plan(changes: [
            change(.error, "a", ChangeReason(.notRestorable, detail: "version 1 is no longer kept")),
            change(.conflict, "b", ChangeReason(.bothChanged)), change(.update, "c", ChangeReason(.edited)),
        ])
        let errors = Refusal.errors(count: 1).failure(plan, preview: "lockstep rollback 1a2b --dry-run")
        #expect(
            errors.causes == [
                "variables/a: what the revision recorded cannot be restored: version 1 is no longer kept"
            ])
        #expect(errors.hints.contains { $0.hasPrefix("`lockstep rollback 1a2b --dry-run`") })
        let conflicts = Refusal.conflicts(count: 1).failure(plan, preview: "lockstep plan")
        #expect(conflicts.causes == ["variables/b: declaration changed, and changed outside"])
    }

    @Test func manyItemsAreCutShort() {
        let plan = Plan(changes: (10..<40).map { change(.error, "v\($0)", ChangeReason(.valueNotRead)) })
        let causes = Refusal.errors(count: 30).failure(plan, preview: "lockstep plan").causes
        #expect(causes.count == 11)
        #expect(causes.last == "20 more")
    }
}
