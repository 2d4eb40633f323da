import Applying
import Foundation
import Planning
import SyncModel
import Testing

@testable import Reports

@Suite struct JSONReportTests {
    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private func list(_ report: JSONReport) throws -> [[String: Any]] {
        try #require(try object(report.text())["changes"] as? [[String: Any]])
    }

    private static let topKeys = [
        "changes", "command", "diagnostics", "environment", "error", "exit_code", "format_version", "plan", "project",
        "revision", "stats", "summary",
    ]

    @Test func whatLeavesTheTrashIsCountedWhereSomethingDoes() throws {
        let change = PlannedChange(.purge, id: nil, path: ItemPath("/trash/prod/7/v"), reason: .init(.trashExpired))
        let report = JSONReport(
            command: "plan", Plan(changes: [change]), SampleReports.context(), exitCode: .done)
        #expect((try object(report.text())["summary"] as? [String: Any])?["purge"] as? Int == 1)
        let listed = try #require(try list(report).first)
        #expect(listed["action"] as? String == "purge" && listed["path"] as? String == "/trash/prod/7/v")
    }

    @Test func allKeysAreAlwaysThere() throws {
        let failure = JSONReport(command: "plan", error: .init(code: "c", message: "m"), exitCode: .invalidInput)
        let plan = JSONReport(command: "plan", SampleReports.typical, SampleReports.context(), exitCode: .done)
        for report in [failure, plan] {
            let object = try object(report.text())
            #expect(object.keys.sorted() == Self.topKeys)
            #expect(
                (object["summary"] as? [String: Any])?.keys.sorted()
                    == (PlanAction.allCases.filter { $0 != .purge }.map(\.rawValue) + ["failed"]).sorted())
            #expect((object["stats"] as? [String: Any])?.keys.sorted() == ["requests", "seconds", "values_read"])
        }
        for change in try list(plan) {
            #expect(
                change.keys.sorted() == [
                    "action", "fields", "key", "kind", "outcome", "path", "reason", "source", "team",
                ])
            for field in try #require(change["fields"] as? [[String: Any]]) {
                #expect(field.keys.sorted() == ["after", "before", "name", "secret"])
                if field["secret"] as? Bool == true {
                    #expect(field["before"] is NSNull)
                    #expect(field["after"] is NSNull)
                }
            }
        }
        let diagnostics = try #require(try object(plan.text())["diagnostics"] as? [[String: Any]])
        #expect(diagnostics.first?.keys.sorted() == ["code", "column", "file", "hint", "line", "message", "severity"])
        let error = try #require(try object(failure.text())["error"] as? [String: Any])
        #expect(error.keys.sorted() == ["causes", "code", "hints", "message"])
    }

    @Test func unchangedAndUnmanagedItemsAreListedOnlyWhenAsked() throws {
        let quiet = JSONReport(command: "plan", SampleReports.typical, SampleReports.context(), exitCode: .done)
        let verbose = JSONReport(
            command: "plan", SampleReports.typical, SampleReports.context(isVerbose: true), exitCode: .done)
        let isNamed = { (change: [String: Any]) in ["unchanged", "unmanaged"].contains(change["action"] as? String) }
        #expect(try list(quiet).contains(where: isNamed) == false)
        #expect(try list(verbose).filter(isNamed).count == 2)
        let summary = try object(quiet.text())["summary"] as? [String: Int]
        #expect(summary?["unmanaged"] == 1)
        #expect(summary?["unchanged"] == 1)
    }

    @Test func aReceiptHasOutcomesAndCountsFailures() throws {
        let report = JSONReport(
            command: "apply", SampleReports.typical, report: SampleReports.typicalReceipt, SampleReports.context(),
            exitCode: .partlyApplied)
        let outcomes = try list(report).map { $0["outcome"] as? String }
        #expect(outcomes.contains("done"))
        #expect(outcomes.contains("failed"))
        #expect(outcomes.contains("not_tried"))
        #expect(outcomes.contains(nil))
        #expect((try object(report.text())["summary"] as? [String: Int])?["failed"] == 1)
        #expect(try object(report.text())["exit_code"] as? Int == 3)
        #expect(try object(report.text())["revision"] as? String == "9c1d2e3f")
    }

    @Test func hostileTextsSurviveAsDataAndAreHarmlessAsText() throws {
        let report = JSONReport(command: "plan", SampleReports.hostile, SampleReports.hostileContext, exitCode: .done)
        let text = report.text()
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
        #expect(!text.contains("\u{202E}"))
        #expect(try object(text)["environment"] as? String == SampleReports.evil)
        #expect(try list(report).first?["key"] as? String == SampleReports.evil)
    }

    @Test func aFigureThatIsNoNumberIsStillOneDocument() throws {
        let report = JSONReport(command: "plan", stats: ReportStats(seconds: .nan), exitCode: .done)
        #expect(try object(report.text()).keys.sorted() == Self.topKeys)
    }
}
