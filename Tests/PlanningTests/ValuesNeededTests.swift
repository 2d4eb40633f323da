import SyncModel
import TestSupport
import Testing

@testable import Planning

@Suite struct ValuesNeededTests {
    private static let cases: [(cell: Cell, isNeeded: Bool)] = [
        (Cell("A", "A", "A1", .unchanged, .asApplied), false),
        (Cell("A", "-", "A1", .orphan, .removed), false),
        (Cell("-", "-", "C1", .unmanaged, .notOurs), false),
        (Cell("A", "A", "unknown", .error, .stateUnknown), false),
        (Cell("A", "B", "blocked", .error, .blocked), false),
        (Cell("A", "B", "A1", "exclude", .excluded, .excluded), false),
        (Cell("hold:B", "B", "A1", .held, .held), false),
        (Cell("A", "A", "A2", .refresh, .rowChanged), true),
        (Cell("racy", "A", "A1", .unchanged, .asApplied), true),
        (Cell("-", "A", "A1", .adopt, .equalUnmanaged), true),
        (Cell("A", "B", "A1", .update, .edited), true),
        (Cell("A", "-", "A1", "prune", .delete, .removed), true),
        (Cell("A", "-", "A2", .orphan, .removed), true),
        (Cell("A", "-", "-", .forget, .gone), false),
    ]

    @Test func onlyValuesThatDecideSomethingAreRead() {
        for (cell, isNeeded) in Self.cases {
            let states = States(cell)
            let needed = ValuesNeeded.paths(
                desired: states.desired, observed: states.observed, applied: states.applied, policy: states.policy)
            #expect(needed == (isNeeded ? [States.path] : []), "\(cell.testDescription)")
        }
    }

    @Test func aFullRefreshReadsEveryManagedValueThatMayBeRead() {
        for (cell, _) in Self.cases {
            let states = States(cell)
            let needed = ValuesNeeded.paths(
                desired: states.desired, observed: states.observed, applied: states.applied, policy: states.policy,
                fullRefresh: true)
            let isReadable = ![.error, .excluded, .held, .unmanaged, .forget].contains(cell.action)
            #expect(needed == (isReadable ? [States.path] : []), "\(cell.testDescription)")
        }
    }

    @Test func anUnresolvedDeclarationIsNotReadUnlessAKnownFieldChanged() {
        let record = Sample.record("connections/x", ["conn_type": "http", "host": "a", "password": "p"])
        let item = Sample.present("connections/x", ["conn_type": "http", "host": "a", "password": "p"])
        for (host, isNeeded) in [("a", false), ("b", true)] {
            let entry = Sample.desired("connections/x", ["conn_type": "http", "host": host], unresolved: ["password"])
            let needed = ValuesNeeded.paths(
                desired: Sample.desiredState(entry), observed: Sample.observedState(item),
                applied: Sample.appliedState(record), policy: PlanPolicy())
            #expect(needed.isEmpty != isNeeded)
        }
    }
}
