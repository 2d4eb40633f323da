import SyncModel
import TestSupport
import Testing

@testable import Planning

@Suite struct PlannerTests {
    @Test func changesComeInTheOrderOfNamesWhateverTheInputOrder() {
        var desired = DesiredState()
        for selector in ["variables/b", "teams/a/connections/z", "connections/c", "config/x", "variables/a"] {
            desired.entries[Sample.path(selector)] = Sample.desired(selector, ["value": "1"])
        }
        let observed = Sample.observedState(Sample.present("connections/theirs", ["value": "x"]))
        let plan = Planner.plan(desired: desired, observed: observed, applied: AppliedState(), policy: PlanPolicy())
        #expect(
            plan.changes.map(\.name) == [
                "config/x", "connections/c", "variables/a", "variables/b", "teams/a/connections/z",
                "/airflow/connections/theirs",
            ])
        #expect(plan.summary[.create] == 5)
        #expect(plan.summary[.unmanaged] == 1)
    }

    @Test func anUnmanagedItemIsCalledWhatTheCallerSays() {
        let observed = Sample.observedState(Sample.present("connections/theirs", ["value": "x"]))
        let plan = Planner.plan(
            desired: DesiredState(), observed: observed, applied: AppliedState(), policy: PlanPolicy(),
            identify: { _ in Sample.id("connections/theirs") })
        #expect(plan.changes.map(\.name) == ["connections/theirs"])
    }

    @Test func anUpdateCarriesWhatMustStillHold() throws {
        let plan = Planner.plan(
            desired: Sample.desiredState(Sample.desired("variables/a", ["value": "new"])),
            observed: Sample.observedState(Sample.present("variables/a", ["value": "old"])),
            applied: Sample.appliedState(Sample.record("variables/a", ["value": "old"])), policy: PlanPolicy())
        let change = try #require(plan.changes.first)
        #expect(change.precondition == Sample.row(1))
        #expect(change.before == Sample.fingerprint(["value": "old"], at: change.path))
        #expect(change.after == Sample.fingerprint(["value": "new"], at: change.path))
        #expect(change.source?.description == "variables/all.yaml:1")
    }

    @Test func patternsThatMatchNothingAreFound() {
        let desired = Sample.desiredState(Sample.desired("variables/a", [:]))
        let applied = Sample.appliedState(Sample.record("connections/b", [:]))
        let globs = ["variables/*", "connections/b", "connections/c"].map(Glob.init)
        #expect(PlanPolicy.unmatched(globs, desired: desired, applied: applied) == [Glob("connections/c")])
    }

    @Test func aPlanAgainstTheLedgerFindsDriftOnly() {
        let selectors = ["same", "touched", "drifted", "deleted", "edited"].map { "variables/\($0)" }
        var (applied, observed) = (AppliedState(), ObservedState())
        for selector in selectors {
            applied.records[Sample.path(selector)] = Sample.record(selector, ["value": "a"])
            let value = selector.hasSuffix("drifted") ? "b" : "a"
            let row = Sample.row(selector.hasSuffix("same") || selector.hasSuffix("edited") ? 1 : 2)
            observed.items[Sample.path(selector)] = .present(Sample.present(selector, ["value": value], row: row))
        }
        observed.items[Sample.path("variables/deleted")] = .absent
        let plan = Planner.plan(
            desired: applied.asDesired, observed: observed, applied: applied, policy: PlanPolicy())
        #expect(plan.summary[.drift] == 2)
        #expect(plan.summary[.unchanged] == 2)
        #expect(plan.summary[.refresh] == 1)
        #expect(planExit(plan, exitCodeFlag: true) == .driftOrConflict)
    }

    @Test func everyActionAndReasonHasItsWords() {
        let symbols = Set(PlanAction.allCases.map(\.symbol))
        #expect(symbols == ["+", "~", "-", "=", "!", "?", "*", "#", "^", " "])
        #expect(Set(ChangeReason.Code.allCases.map(\.summary)).count == ChangeReason.Code.allCases.count)
        #expect(ChangeReason(.blocked, detail: "it is disabled").text == "must not be written: it is disabled")
    }

    @Test func anUnchangedEnvironmentNeedsNoValue() {
        var (desired, observed, applied) = (DesiredState(), ObservedState(), AppliedState())
        for number in 0..<2000 {
            let selector = "variables/v\(number)"
            desired.entries[Sample.path(selector)] = Sample.desired(selector, ["value": "a"])
            applied.records[Sample.path(selector)] = Sample.record(selector, ["value": "a"])
            var item = Sample.present(selector, ["value": "a"])
            item.value = nil
            observed.items[item.path] = .present(item)
        }
        let plan = Planner.plan(desired: desired, observed: observed, applied: applied, policy: PlanPolicy())
        #expect(plan.summary[.unchanged] == 2000)
    }
}
