import Applying
import Planning
import SyncModel
import TestSupport
import Testing

@testable import Reports

@Suite struct RendererTests {
    private func plan(creating count: Int, key: (Int) -> String = { "v\($0)" }) -> Plan {
        Plan(
            changes: (0..<count).map { number in
                let id = EntryID(kind: .variable, key: key(number))
                return PlannedChange(
                    .create, id: id, path: ItemPath("/\(id.selector)"), reason: .init(.new),
                    fields: [FieldDifference(name: "value")])
            })
    }

    @Test(arguments: [1, 100, 600, 700, 5000]) func aCommentStaysBelowTheLimitAndCountsTheRest(_ count: Int) throws {
        let document = PlanDocument.make(plan(creating: count), SampleReports.emptyContext)
        let text = MarkdownRenderer().render(document)
        #expect(text.count < 65_536)
        #expect(text.utf8.count < 65_536)
        let shown = text.split(separator: "\n").count { $0.hasPrefix("- `+`") }
        let omitted = text.firstMatch(of: #/\*\*(\d+) more items/#).flatMap { Int($0.1) } ?? 0
        #expect(shown + omitted == count)
        #expect(text.matches(of: #/<details/#).count == text.matches(of: #/<\/details>/#).count)
        #expect((omitted > 0) == (count > 1000))
    }

    @Test func aThousandNoticesLeaveRoomForTheItems() {
        var context = SampleReports.emptyContext
        context.diagnostics = (0..<5000).map { Diagnostic(.error, code: "c", "problem \($0)") }
        let text = MarkdownRenderer().render(PlanDocument.make(plan(creating: 10), context))
        #expect(text.utf8.count < 65_536)
        #expect(text.contains("more notices"))
        #expect(text.contains("variables/v9"))
    }

    @Test func hugeNamesDoNotBreakTheLimit() {
        let document = PlanDocument.make(
            plan(creating: 50) { String(repeating: "`\u{1F600}", count: 5000) + "\($0)" }, SampleReports.emptyContext)
        #expect(MarkdownRenderer().render(document).utf8.count < 65_536)
    }

    @Test func markersTellCommandsAndEnvironmentsApart() {
        var context = SampleReports.emptyContext
        context.environment = "a-b--> x"
        let marker = PlanDocument.make(SampleReports.empty, context).marker
        #expect(marker == "lockstep:plan:a_2db_2d_2d_3e_20x")
        context.environment = "prod"
        #expect(PlanDocument.make(SampleReports.empty, context).marker == "lockstep:plan:prod")
    }

    @Test func literalsAreShownAtATerminalOnly() {
        var context = SampleReports.emptyContext
        context.literals = [ItemPath("/variables/v0"): ["value": "literal-text"]]
        let document = PlanDocument.make(plan(creating: 1), context)
        #expect(TerminalRenderer().render(document).contains("literal-text"))
        #expect(!MarkdownRenderer().render(document).contains("literal-text"))
        #expect(!HTMLRenderer().render(document).contains("literal-text"))
        #expect(!JUnitRenderer().render(document).contains("literal-text"))
        #expect(
            !JSONReport(command: "plan", plan(creating: 1), context, exitCode: .done).text().contains("literal-text"))
    }

    @Test func whatASelectionLeavesOutIsOnlyCounted() {
        let changes = (0..<3).map {
            PlannedChange(.excluded, id: nil, path: ItemPath("/x\($0)"), reason: .init(.notSelected))
        }
        let text = TerminalRenderer().render(PlanDocument.make(Plan(changes: changes), SampleReports.emptyContext))
        #expect(!text.contains("/x0"))
        #expect(text.contains("3 left out"))
    }

    @Test func anExceededLimitIsSaidWithItsFlag() {
        let changes = (0..<9).map {
            PlannedChange(.delete, id: nil, path: ItemPath("/x\($0)"), reason: .init(.removed))
        }
        let document = PlanDocument.make(Plan(changes: changes, recorded: 20), SampleReports.emptyContext)
        let text = TerminalRenderer().render(document)
        #expect(text.contains("error: the plan deletes 9 of 20 recorded items, limit 30 %"))
        #expect(text.contains("--force"))
    }

    @Test(arguments: [
        ApplyEnding.refused(.conflicts(count: 1)), .refused(.errors(count: 1)), .refused(.unresolvedValues(count: 1)),
        .refused(.limits([])), .stale([StaleItem(path: ItemPath("/a"), kind: .changed)]),
        .notStarted(ApplyProblem(.locked, "held by run 7")), .notStarted(ApplyProblem(.accessDenied, "HTTP 401")),
        .notRecorded(ApplyProblem(.failed, "disk full")), .interrupted, .loginLost,
    ]) func everyBadEndingIsSaid(_ ending: ApplyEnding) {
        let report = ApplyReport(plan: SampleReports.empty, planID: "p", ending: ending)
        let document = ApplyDocument.make(report, SampleReports.emptyContext)
        #expect(document.notices.contains { $0.level == .error })
        let failure = JSONReport.Failure(ending)
        #expect(failure?.message.isEmpty == false)
        #expect(JSONReport.Failure(.finished) == nil)
    }

    @Test func failedItemsFailTheirTestCases() {
        let text = JUnitRenderer().render(ApplyDocument.make(SampleReports.typicalReceipt, SampleReports.context()))
        #expect(text.contains("Unauthorized: no update right"))
        // Five items, and the run itself.
        #expect(text.contains("failures=\"6\""))
    }

    @Test func everyEnvironmentOfOneReportHasItsPlace() {
        let parts = ["prod", "<script>`x`"].map { name in
            PlanDocument.make(plan(creating: 800), ReportContext(environment: name, project: "p"))
        }
        let document = MirrorDocument.make(from: "source", project: "p", targets: parts, equal: 2, isCheck: false)
        let markdown = MarkdownRenderer().render(document)
        #expect(markdown.utf8.count < 65_536)
        #expect(markdown.contains("<summary>Environment <code>prod</code>"))
        #expect(markdown.contains("<summary>Environment <code>&lt;script&gt;`x`</code>"))
        #expect(markdown.contains("more items are not shown"))
        #expect(HTMLRenderer().render(document).ranges(of: "<section>").count == 2)
        #expect(JUnitRenderer().render(document).ranges(of: "<testsuite ").count == 2)
        #expect(TerminalRenderer().render(document).contains("2 of 2 targets mirrored from source"))
    }

    @Test func interpolatedTextIsFromOutsideAndLiteralsAreOurs() {
        let (name, number) = ("n", 3)
        let text: ReportText = "a \(name) b \(number)\(ours: "!") \(ItemPath("/p"))"
        #expect(text.rendered(outside: { "<\($0)>" }) == "a <n> b 3! </p>")
    }
}
