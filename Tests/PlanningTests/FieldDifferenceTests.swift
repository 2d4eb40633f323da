import SyncModel
import TestSupport
import Testing

@testable import Planning

@Suite struct FieldDifferenceTests {
    private static let showable: Set<String> = ["conn_type", "host", "port", "schema", "login", "password", "extra.a"]

    private func fields(
        desired: [String: String], observed: [String: String], desiredShown: Set<String> = showable,
        observedShown: Set<String> = showable, selector: String = "connections/x"
    ) -> [FieldDifference] {
        let entry = Sample.desired(selector, desired, shown: desiredShown)
        let item = Sample.present(selector, observed, row: Sample.row(2), shown: observedShown)
        return Planner.plan(
            desired: Sample.desiredState(entry), observed: Sample.observedState(item), applied: AppliedState(),
            policy: PlanPolicy()
        ).changes.first?.fields ?? []
    }

    @Test func onlyAllowedFieldsShownOnBothSidesAreShown() {
        #expect(
            fields(desired: ["host": "a", "login": "l"], observed: ["host": "b", "login": "l"]) == [
                FieldDifference(name: "host", before: "b", after: "a", secret: false)
            ])
        #expect(
            fields(desired: ["host": "a"], observed: ["host": "b"], desiredShown: []) == [FieldDifference(name: "host")]
        )
        #expect(
            fields(desired: ["host": "a"], observed: ["host": "b"], observedShown: []) == [
                FieldDifference(name: "host")
            ])
    }

    @Test(arguments: ["password", "extra.a", "description"]) func whatIsNotOnTheListIsSecret(_ name: String) {
        #expect(
            fields(desired: [name: "new"], observed: [name: "old"]) == [FieldDifference(name: name)])
    }

    @Test(arguments: ["value", "description", "host"]) func nothingOfAVariableIsShown(_ name: String) {
        #expect(
            fields(
                desired: [name: "new"], observed: [name: "old"], desiredShown: [name], observedShown: [name],
                selector: "variables/x") == [FieldDifference(name: name)])
    }

    @Test func aHostThatHoldsAnAtSignIsSecret() {
        #expect(fields(desired: ["host": "u:p@h"], observed: ["host": "h"]) == [FieldDifference(name: "host")])
        #expect(fields(desired: ["host": "h"], observed: ["host": "u:p@h"]) == [FieldDifference(name: "host")])
    }

    @Test func anAddedLiteralIsShownAndARemovedFieldIsNot() {
        #expect(
            fields(desired: ["host": "a", "port": "1"], observed: ["host": "a"]) == [
                FieldDifference(name: "port", after: "1", secret: false)
            ])
        #expect(
            fields(desired: ["host": "a"], observed: ["host": "a", "port": "1"]) == [FieldDifference(name: "port")])
        #expect(
            fields(desired: ["host": "a"], observed: ["unreadable": "x"]).first { $0.name == "host" }
                == FieldDifference(name: "host"))
    }

    @Test func namesOfExtraThatOnlyAkeylessHasAreNotTold() {
        #expect(
            fields(
                desired: ["host": "a", "extra.ours": "1"],
                observed: ["host": "a", "extra.theirs": "1", "extra.too": "2"]
            ).map(\.name) == ["extra", "extra.ours"])
    }

    @Test func aCreateShowsItsAllowedLiterals() {
        let entry = Sample.desired("connections/x", ["host": "a", "password": "p"], shown: ["host", "password"])
        let change = Planner.plan(
            desired: Sample.desiredState(entry), observed: ObservedState(), applied: AppliedState(),
            policy: PlanPolicy()
        ).changes.first
        #expect(
            change?.fields == [
                FieldDifference(name: "host", after: "a", secret: false), FieldDifference(name: "password"),
            ])
    }

    @Test func anOrphanThatChangedOutsideNamesFieldsOnly() {
        let record = Sample.record("connections/x", ["host": "a", "extra.ours": "1"])
        let item = Sample.present("connections/x", ["host": "b", "extra.theirs": "1"], row: Sample.row(2))
        let change = Planner.plan(
            desired: DesiredState(), observed: Sample.observedState(item), applied: Sample.appliedState(record),
            policy: PlanPolicy()
        ).changes.first
        #expect(change?.fields == ["extra", "extra.ours", "host"].map { FieldDifference(name: $0) })
    }
}
