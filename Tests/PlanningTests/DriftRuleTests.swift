import SyncModel
import TestSupport
import Testing

@testable import Planning

/// The project file's answers to changes that others made.
@Suite struct DriftRuleTests {
    private static let (a, b, c) = (["value": "a"], ["value": "b"], ["value": "c"])

    private func change(
        _ rules: [DriftRule], desired: [String: String]? = a, observed: [String: String]?, prune: Bool = false,
        overwriteDrift: Bool = false
    ) -> PlannedChange? {
        Planner.plan(
            desired: desired.map { Sample.desiredState(Sample.desired("variables/x", $0)) } ?? DesiredState(),
            observed: observed.map { Sample.observedState(Sample.present("variables/x", $0)) } ?? ObservedState(),
            applied: Sample.appliedState(Sample.record("variables/x", Self.a)),
            policy: PlanPolicy(prune: prune, overwriteDrift: overwriteDrift, drift: rules)
        ).changes.first
    }

    private func rule(_ glob: String, _ answer: DriftRule.Answer) -> DriftRule {
        DriftRule(glob: Glob(glob), answer: answer)
    }

    @Test func driftIsReportedUnlessARuleSaysOtherwise() {
        #expect(change([], observed: Self.b)?.action == .drift)
        #expect(change([rule("connections/*", .ignore)], observed: Self.b)?.action == .drift)
        #expect(change([rule("variables/*", .report)], observed: Self.b)?.action == .drift)
    }

    @Test func ignoredDriftIsLeftOutWithItsReason() {
        let ignored = change([rule("variables/*", .ignore)], observed: Self.b)
        #expect(ignored?.action == .excluded)
        #expect(ignored?.reason.code == .driftIgnored)
        #expect(change([rule("variables/*", .ignore)], observed: nil)?.reason.code == .driftIgnored)
    }

    @Test func overwritingByRuleIsAnUpdateOrACreationWithItsReason() {
        let update = change([rule("**", .overwrite)], observed: Self.b)
        #expect(update?.action == .update)
        #expect(update?.reason.code == .overwrittenByRule)
        #expect(update?.isOverwrite == true)
        #expect(change([rule("**", .overwrite)], observed: nil)?.reason.code == .recreatedByRule)
    }

    @Test func theLastMatchDecides() {
        let rules = [rule("**", .overwrite), rule("variables/*", .ignore), rule("variables/y", .report)]
        #expect(change(rules, observed: Self.b)?.action == .excluded)
    }

    @Test func anEditOfOursIsNeverIgnored() {
        let rules = [rule("**", .ignore)]
        #expect(change(rules, desired: Self.c, observed: Self.b)?.action == .conflict)
        #expect(change(rules, desired: Self.c, observed: Self.a)?.action == .update)
    }

    @Test func noRuleDeletesWhatWasChangedOutside() {
        let rules = [rule("**", .overwrite)]
        #expect(change(rules, desired: nil, observed: Self.b, prune: true)?.action == .conflict)
        #expect(change(rules, desired: nil, observed: Self.b, prune: true, overwriteDrift: true)?.action == .delete)
    }
}
