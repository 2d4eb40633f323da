import SyncModel

/// Renders a report as JUnit XML: a suite per environment, a test case per item.
///
/// A case fails where the item needs a decision or could not be written, or where a policy or the run as a whole failed.
/// Only the elements and attributes are used that every reader of this format knows.
package struct JUnitRenderer: Sendable {
    package init() {}

    package func render(_ document: ReportDocument) -> String {
        let suites =
            document.parts.isEmpty
            ? [Suite(document)] : [document].filter(\.hasErrors).map(Suite.init) + document.parts.map(Suite.init)
        let root = MarkupNode.element(
            "testsuites",
            [
                ("name", "lockstep"), ("tests", String(suites.map(\.cases.count).reduce(0, +))),
                ("failures", String(suites.map(\.failures).reduce(0, +))), ("errors", "0"),
                ("time", seconds(suites.map(\.seconds).reduce(0, +))),
            ], suites.map(node))
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\(root.markup(isXML: true))\n"
    }

    private func node(_ suite: Suite) -> MarkupNode {
        .element(
            "testsuite",
            [
                ("name", suite.name), ("tests", String(suite.cases.count)), ("failures", String(suite.failures)),
                ("errors", "0"), ("skipped", String(suite.cases.count { $0.standing == .skipped })),
                ("time", seconds(suite.seconds)),
            ], suite.cases.map(node))
    }

    private func node(_ testCase: Case) -> MarkupNode {
        let verdict: [MarkupNode] =
            switch testCase.standing {
            case .good: []
            case .skipped: [.element("skipped", [("message", testCase.message)])]
            case .bad:
                [
                    .element(
                        "failure", [("type", testCase.type), ("message", testCase.message)], [.text(testCase.details)])
                ]
            }
        return .element(
            "testcase", [("classname", testCase.group), ("name", testCase.name), ("time", "0.000")], verdict)
    }

    /// Seconds with three digits behind the point.
    private func seconds(_ value: Double) -> String {
        let thousandths = Int((max(0, min(value, 1e9)) * 1000).rounded())
        let fraction = String(thousandths % 1000)
        return "\(thousandths / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
    }
}

/// What becomes a `testsuite`.
private struct Suite {
    var name: String
    var seconds: Double
    var cases: [Case]
    var failures: Int { cases.count { $0.standing == .bad } }

    init(_ document: ReportDocument) {
        name = document.title.plain
        seconds = document.seconds
        cases =
            document.sections.flatMap(\.rows).map(Case.init)
            + document.notices.filter { $0.level == .error }.map(Case.init)
    }
}

/// What becomes a `testcase`.
private struct Case {
    var group: String
    var name: String
    var standing: ReportRow.Standing
    var type: String
    var message: String
    var details: String

    init(_ row: ReportRow) {
        group = row.group
        name = row.name
        standing = row.standing
        type = row.verb
        message = "\(row.verb): \(row.reason.plain)"
        let fields = row.fields.map(\.name).joined(separator: ", ")
        details = (row.place.map { "\($0): " } ?? "") + (fields.isEmpty ? row.name : "\(row.name): \(fields)")
    }

    init(_ notice: ReportNotice) {
        group = "lockstep"
        name = notice.placedText.plain
        standing = .bad
        type = "policy"
        message = notice.placedText.plain
        details = notice.hint?.plain ?? notice.placedText.plain
    }
}

extension ReportDocument {
    fileprivate var hasErrors: Bool { notices.contains { $0.level == .error } }
}

extension ReportText {
    /// The text with nothing escaped yet.
    fileprivate var plain: String { rendered(outside: { $0 }) }
}
