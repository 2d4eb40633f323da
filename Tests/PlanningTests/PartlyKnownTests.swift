import SyncModel
import TestSupport
import Testing

@testable import Planning

/// Declarations whose references were not resolved, or whose rule of comparison changed.
@Suite struct PartlyKnownTests {
    private let base = ["conn_type": "http", "host": "a", "password": "p"]

    private func action(
        desired: DesiredEntry, record: AppliedRecord?, item: ObservedItem?, policy: PlanPolicy = PlanPolicy()
    ) -> PlannedChange? {
        var (observed, applied) = (ObservedState(), AppliedState())
        if let item { observed.items[item.path] = .present(item) }
        if let record { applied.records[record.path] = record }
        return Planner.plan(
            desired: Sample.desiredState(desired), observed: observed, applied: applied, policy: policy
        ).changes.first
    }

    private func offline(host: String = "a", unresolved: Set<String> = ["password"]) -> DesiredEntry {
        Sample.desired("connections/x", ["conn_type": "http", "host": host], unresolved: unresolved)
    }

    @Test func equalKnownFieldsLeaveTheAnswerUnknown() {
        let record = Sample.record("connections/x", base)
        #expect(
            action(desired: offline(), record: record, item: Sample.present("connections/x", base))?.action == .unknown)
        #expect(
            action(desired: offline(), record: nil, item: Sample.present("connections/x", base))?.action == .unknown)
        let elsewhere = Sample.present("connections/x", base.merging(["password": "q"]) { $1 }, row: Sample.row(2))
        #expect(action(desired: offline(), record: record, item: elsewhere)?.action == .unknown)
    }

    @Test func aKnownFieldThatDiffersDecides() {
        let record = Sample.record("connections/x", base)
        let item = Sample.present("connections/x", base)
        let update = action(desired: offline(host: "b"), record: record, item: item)
        #expect(update?.action == .update)
        #expect(update?.hasUnknownFields == true)
        #expect(update?.fields.map(\.name) == ["host", "password"])
        #expect(action(desired: offline(host: "b"), record: nil, item: item)?.action == .conflict)
        let moved = Sample.present("connections/x", base.merging(["host": "c"]) { $1 }, row: Sample.row(2))
        #expect(action(desired: offline(), record: record, item: moved)?.action == .drift)
        #expect(action(desired: offline(host: "b"), record: record, item: moved)?.action == .conflict)
    }

    @Test func anAbsentItemIsCreatedWhateverIsUnresolved() {
        let create = action(desired: offline(), record: nil, item: nil)
        #expect(create?.action == .create)
        #expect(create?.fields.filter(\.isUnknown).map(\.name) == ["password"])
    }

    @Test func anUnresolvedWholeEntryOrExtraCoversItsFields() {
        let fields = base.merging(["extra.a": "1"]) { $1 }
        let record = Sample.record("connections/x", fields)
        let item = Sample.present("connections/x", fields)
        let whole = Sample.desired("connections/x", [:], unresolved: ["*"])
        #expect(action(desired: whole, record: record, item: item)?.action == .unknown)
        let extra = Sample.desired("connections/x", base, unresolved: ["extra"])
        #expect(action(desired: extra, record: record, item: item)?.action == .unknown)
    }

    @Test func aHoldCannotBeJudgedWithoutValues() {
        var applied = Sample.appliedState(Sample.record("connections/x", base))
        applied.holds[Sample.path("connections/x")] = Fingerprint(hex: "00")
        let plan = Planner.plan(
            desired: Sample.desiredState(offline(host: "b")),
            observed: Sample.observedState(Sample.present("connections/x", base)), applied: applied,
            policy: PlanPolicy())
        #expect(plan.changes.map(\.reason.code) == [.heldUndecided])
    }

    @Test func aFieldThatBecomesKeptIsAdopted() {
        let rule = ComparisonRule(ignoredFields: ["password"])
        let entry = Sample.desired("connections/x", ["conn_type": "http", "host": "a"], rule: rule)
        let item = Sample.present("connections/x", base, desiredRule: rule)
        let change = action(desired: entry, record: Sample.record("connections/x", base), item: item)
        #expect(change?.action == .adopt)
        #expect(change?.rule == rule)
        #expect(change?.before == change?.after)
    }

    @Test func aKeptFieldThatBecomesExplicitIsAdoptedOrUpdated() {
        let rule = ComparisonRule(ignoredFields: ["password"])
        let record = Sample.record("connections/x", base, rule: rule)
        let item = Sample.present("connections/x", base, appliedRule: rule)
        #expect(action(desired: Sample.desired("connections/x", base), record: record, item: item)?.action == .adopt)
        let other = Sample.desired("connections/x", base.merging(["password": "q"]) { $1 })
        let update = action(desired: other, record: record, item: item)
        #expect(update?.action == .update)
        #expect(update?.fields.map(\.name) == ["password"])
    }

    @Test func nothingIsKeptWhereNothingIs() {
        let rule = ComparisonRule(ignoredFields: ["password"])
        let entry = Sample.desired("connections/x", ["conn_type": "http"], rule: rule, kept: ["password"])
        #expect(action(desired: entry, record: nil, item: nil)?.reason.code == .nothingToKeep)
        let record = Sample.record("connections/x", base, rule: rule)
        let overwrite = PlanPolicy(overwriteDrift: true)
        #expect(action(desired: entry, record: record, item: nil, policy: overwrite)?.reason.code == .nothingToKeep)
        #expect(action(desired: entry, record: record, item: nil)?.action == .drift)
    }

    @Test func whatIsToBeKeptMustBeThere() {
        let rule = ComparisonRule(ignoredFields: ["password"])
        var fields = base
        fields["password"] = nil
        let entry = Sample.desired("connections/x", fields, rule: rule, kept: ["password"])
        var there = Sample.present("connections/x", fields, desiredRule: rule, appliedRule: rule)
        #expect(action(desired: entry, record: nil, item: there)?.action == .adopt)
        there.value?.missingKept = ["password"]
        let adopt = action(desired: entry, record: nil, item: there)
        #expect(adopt?.action == .error && adopt?.reason == ChangeReason(.keptMissing, detail: "password"))
        let record = Sample.record("connections/x", fields.merging(["host": "b"]) { $1 }, rule: rule)
        #expect(action(desired: entry, record: record, item: there)?.action == .error)
        let broken = Sample.present(
            "connections/x", ["conn_type": "{"], row: Sample.row(2), desiredRule: rule, appliedRule: rule)
        var unreadable = broken
        unreadable.value?.missingKept = ["password"]
        let asApplied = Sample.record("connections/x", fields, rule: rule)
        #expect(action(desired: entry, record: asApplied, item: unreadable)?.action == .drift)
        let overwrite = PlanPolicy(overwriteDrift: true)
        #expect(action(desired: entry, record: asApplied, item: unreadable, policy: overwrite)?.action == .error)
        #expect(action(desired: entry, record: asApplied, item: broken, policy: overwrite)?.action == .update)
    }

    @Test func anExtraThatBecomesOneFieldIsAdoptedWithoutAWrite() {
        let whole = ComparisonRule(extraIsWhole: true)
        let record = Sample.record("connections/x", base.merging(["extra.a": "1"]) { $1 })
        let fields = base.merging(["extra": "{}"]) { $1 }
        let entry = Sample.desired("connections/x", fields, rule: whole)
        var item = Sample.present("connections/x", fields, desiredRule: whole)
        item.value?.underApplied = record.fingerprint
        #expect(action(desired: entry, record: record, item: item)?.action == .adopt)
        let offline = Sample.desired("connections/x", base, rule: whole, unresolved: ["extra"])
        #expect(action(desired: offline, record: record, item: item)?.action == .unknown)
        let partly = Sample.desired(
            "connections/x", fields.filter { $0.key != "password" }, rule: whole, unresolved: ["password"])
        #expect(action(desired: partly, record: record, item: item)?.action == .unknown)
    }

    @Test func aChangedRuleAloneNeedsTheValueAndCausesNoWrite() {
        let json = ComparisonRule(valueIsJSON: true)
        let entry = Sample.desired("variables/x", ["value": "5"], rule: json)
        let item = Sample.present("variables/x", ["value": "5"], desiredRule: json)
        #expect(
            action(desired: entry, record: Sample.record("variables/x", ["value": "5"]), item: item)?.action == .adopt)
    }
}
