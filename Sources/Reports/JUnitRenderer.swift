import SyncModel

/// Renders a report as JUnit XML: one test case per item, failed where the item needs a decision or could not be written.
package struct JUnitRenderer: Sendable {
    package init() {}

    package func render(_ document: ReportDocument) -> String {
        let rows = document.sections.flatMap(\.rows)
        let suite = MarkupNode.element(
            "testsuite",
            [
                ("name", document.title.rendered(outside: { $0 })), ("tests", String(rows.count)),
                ("failures", String(rows.count { $0.standing == .bad })), ("errors", "0"),
                ("skipped", String(rows.count { $0.standing == .skipped })),
            ], rows.map(testCase))
        let root = MarkupNode.element("testsuites", [("name", "lockstep")], [suite])
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\(root.markup(isXML: true))\n"
    }

    private func testCase(_ row: ReportRow) -> MarkupNode {
        let message = "\(row.verb): \(row.reason.rendered(outside: { $0 }))"
        let verdict: [MarkupNode] =
            switch row.standing {
            case .good: []
            case .skipped: [.element("skipped", [("message", message)])]
            case .bad: [.element("failure", [("type", row.verb), ("message", message)], [.text(details(row))])]
            }
        let place = row.place.map { [("file", $0.file)] + ($0.line.map { [("line", String($0))] } ?? []) } ?? []
        return .element("testcase", [("classname", row.group), ("name", row.name)] + place, verdict)
    }

    private func details(_ row: ReportRow) -> String {
        let fields = row.fields.map(\.name).joined(separator: ", ")
        return fields.isEmpty ? row.name : "\(row.name): \(fields)"
    }
}
