import SyncModel

/// Renders a report as one self-contained page without script, image or link.
package struct HTMLRenderer: Sendable {
    package init() {}

    package func render(_ document: ReportDocument) -> String {
        let body: [MarkupNode] =
            [
                .element("h1", [], MarkupNode.nodes(document.title)),
                .element("p", [("class", "summary")], MarkupNode.nodes(document.summary)),
            ] + content(document) + document.parts.map(part)
        return HTMLPage(title: document.title, body: body).text
    }

    private func content(_ document: ReportDocument) -> [MarkupNode] {
        facts(document.facts) + notices(document.notices) + document.sections.map(section)
    }

    private func part(_ document: ReportDocument) -> MarkupNode {
        let head: [MarkupNode] = [
            .element("h2", [], MarkupNode.nodes(document.title)),
            .element("p", [("class", "summary")], MarkupNode.nodes(document.summary)),
        ]
        return .element("section", [], head + content(document))
    }

    private func facts(_ facts: [ReportText]) -> [MarkupNode] {
        guard !facts.isEmpty else { return [] }
        return [.element("ul", [("class", "facts")], facts.map { .element("li", [], MarkupNode.nodes($0)) })]
    }

    private func notices(_ notices: [ReportNotice]) -> [MarkupNode] {
        guard !notices.isEmpty else { return [] }
        let items = notices.map { notice -> MarkupNode in
            let head: [MarkupNode] = [.element("b", [], [.text("\(notice.level.rawValue): ")])]
            let hint = notice.hint.map { hint -> [MarkupNode] in
                [.element("br"), .element("i", [], [.text("hint: ")] + MarkupNode.nodes(hint))]
            }
            return .element(
                "li", [("class", notice.level.rawValue)], head + MarkupNode.nodes(notice.placedText) + (hint ?? []))
        }
        return [.element("ul", [("class", "notices")], items)]
    }

    private func section(_ section: ReportSection) -> MarkupNode {
        let titles = ["", "", "item", "why", "where"].map { MarkupNode.element("th", [], [.text($0)]) }
        let summary = MarkupNode.element("summary", [], [.text("\(section.title) (\(section.rows.count))")])
        let table = MarkupNode.element("table", [], [.element("tr", [], titles)] + section.rows.map(row))
        let note = section.note.map { [MarkupNode.element("p", [], MarkupNode.nodes($0))] } ?? []
        return .element("details", section.isQuiet ? [] : [("open", "")], [summary] + note + [table])
    }

    private func row(_ row: ReportRow) -> MarkupNode {
        let fields = row.fields.map { field -> MarkupNode in
            .element("li", [], [.element("code", [], [.text(field.name)]), .text(" ")] + content(field.content))
        }
        let why = MarkupNode.nodes(row.reason) + (fields.isEmpty ? [] : [.element("ul", [], fields)])
        let place = row.place.map { [MarkupNode.element("code", [], [.text($0.description)])] } ?? []
        let cells: [[MarkupNode]] = [
            [.text(row.symbol)], [.text(row.verb)], [.element("code", [], [.text(row.name)])], why, place,
        ]
        return .element("tr", [("class", row.tone.rawValue)], cells.map { .element("td", [], $0) })
    }

    private func content(_ content: ReportField.Content) -> [MarkupNode] {
        switch content {
        case .changed: [.text("changed")]
        case .set: [.text("set")]
        case .unknown: [.text("not known")]
        case .shown(let before?, let after?):
            [.element("code", [], [.text(before)]), .text(" → "), .element("code", [], [.text(after)])]
        case .shown(nil, let after?): [.element("code", [], [.text(after)])]
        case .shown: [.text("changed")]
        }
    }
}
