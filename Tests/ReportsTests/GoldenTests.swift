import Applying
import Planning
import SyncModel
import Testing

@testable import Reports

@Suite struct GoldenTests {
    static let documents: [(name: String, document: ReportDocument)] = [
        ("empty-plan", PlanDocument.make(SampleReports.empty, SampleReports.emptyContext)),
        ("typical-plan", PlanDocument.make(SampleReports.typical, SampleReports.context())),
        ("verbose-plan", PlanDocument.make(SampleReports.typical, SampleReports.context(isVerbose: true))),
        ("hostile-plan", PlanDocument.make(SampleReports.hostile, SampleReports.hostileContext)),
        (
            "empty-apply",
            ApplyDocument.make(
                ApplyReport(plan: SampleReports.empty, planID: "p", ending: .nothingToDo), SampleReports.emptyContext)
        ),
        ("typical-apply", ApplyDocument.make(SampleReports.typicalReceipt, SampleReports.context())),
        (
            "hostile-apply",
            ApplyDocument.make(
                ApplyReport(
                    plan: SampleReports.hostile, planID: "p",
                    ending: .stale([
                        StaleItem(path: ItemPath(SampleReports.evil), kind: .blocked, detail: SampleReports.evil)
                    ])),
                SampleReports.hostileContext)
        ),
    ]

    @Test(arguments: documents.map(\.name)) func everyRendererKeepsItsGolden(_ name: String) throws {
        let document = try #require(Self.documents.first { $0.name == name }?.document)
        try expectGolden(TerminalRenderer().render(document), "\(name).txt")
        try expectGolden(TerminalRenderer(color: true).render(document), "\(name).color.txt")
        try expectGolden(MarkdownRenderer().render(document), "\(name).md")
        try expectGolden(HTMLRenderer().render(document), "\(name).html")
        try expectGolden(JUnitRenderer().render(document), "\(name).xml")
    }

    @Test func theJSONReportKeepsItsGolden() throws {
        try expectGolden(
            JSONReport(command: "plan", SampleReports.empty, SampleReports.emptyContext, exitCode: .done).text(),
            "empty-plan.json")
        try expectGolden(
            JSONReport(command: "plan", SampleReports.typical, SampleReports.context(), exitCode: .driftOrConflict)
                .text(),
            "typical-plan.json")
        try expectGolden(
            JSONReport(
                command: "apply", SampleReports.typical, report: SampleReports.typicalReceipt, SampleReports.context(),
                exitCode: .partlyApplied
            ).text(), "typical-apply.json")
        try expectGolden(
            JSONReport(
                command: "plan", SampleReports.hostile, SampleReports.hostileContext,
                error: .init(code: "x", message: SampleReports.evil, causes: [SampleReports.evil]), exitCode: .failed
            ).text(), "hostile-plan.json")
    }

    @Test(arguments: documents.map(\.name)) func nothingFromOutsideReachesATerminalUnescaped(_ name: String) throws {
        let document = try #require(Self.documents.first { $0.name == name }?.document)
        for text in [
            TerminalRenderer().render(document), MarkdownRenderer().render(document), HTMLRenderer().render(document),
            JUnitRenderer().render(document),
        ] {
            #expect(
                text.unicodeScalars.allSatisfy {
                    $0 == "\n"
                        || ($0.properties.generalCategory != .control && $0.properties.generalCategory != .format)
                })
        }
        #expect(!HTMLRenderer().render(document).contains("<script"))
        #expect(!JUnitRenderer().render(document).contains("<script"))
    }
}
