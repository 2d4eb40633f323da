import SyncModel
import TestSupport
import Testing

@testable import Planning

/// What a plan says about fields that the project's `ignore_fields` leaves alone.
@Suite struct IgnoredFieldsTests {
    private let rule = ComparisonRule(ignoredFields: ["password", "value"])
    private let base = ["conn_type": "http", "host": "a", "password": "p"]

    private func plan(host: String = "a", kept: Set<String> = [], isThere: Bool = true) -> Plan {
        let name = "connections/x"
        let rotated = base.merging(["password": "rotated"]) { $1 }
        let item = Sample.present(name, rotated, row: Sample.row(2), desiredRule: rule, appliedRule: rule)
        return Planner.plan(
            desired: Sample.desiredState(
                Sample.desired(name, base.merging(["host": host]) { $1 }, rule: rule, kept: kept)),
            observed: isThere ? Sample.observedState(item) : ObservedState(),
            applied: isThere ? Sample.appliedState(Sample.record(name, base, rule: rule)) : AppliedState(keyID: "k"),
            policy: PlanPolicy())
    }

    @Test func aRotatedFieldThatIsLeftAloneIsNamed() {
        let refresh = plan().changes.first
        #expect(refresh?.action == .refresh)
        #expect(refresh?.ignoredFields == ["password"])
        #expect(refresh?.leftAlone == "password left alone (ignore_fields)")
        let update = plan(host: "b").changes.first
        #expect(update?.action == .update)
        #expect(update?.ignoredFields == ["password"])
    }

    @Test func whatIsKeptOrCreatedIsNotLeftAlone() {
        #expect(plan(kept: ["password"]).changes.first?.leftAlone == nil)
        let create = plan(isThere: false).changes.first
        #expect(create?.action == .create)
        #expect(create?.leftAlone == nil)
    }

    @Test func aRollbackDoesNotSpeakOfTheProjectFile() {
        #expect(plan(host: "b").asRollback(obstacles: [:]).changes.map(\.leftAlone) == [nil])
    }

    @Test func aSavedPlanKeepsItAndSpeaksOfNothingElse() throws {
        let member = #""ignored_fields":["password"]"#
        #expect(canonicalText(plan(host: "b")).containsBytes(of: member))
        #expect(!canonicalText(plan(host: "b", kept: ["password"])).containsBytes(of: member))
    }
}
