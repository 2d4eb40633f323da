import SyncModel

/// Renders a report as one self-contained page without script, image or link.
package struct HTMLRenderer: Sendable {
    package init() {}

    package func render(_ document: ReportDocument) -> String {
        let title = document.title.rendered(outside: { $0 })
        let head: [MarkupNode] = [
            .element("meta", [("charset", "utf-8")]),
            .element(
                "meta",
                [
                    ("http-equiv", "Content-Security-Policy"),
                    ("content", "default-src 'none'; style-src 'unsafe-inline'"),
                ]),
            .element("meta", [("name", "viewport"), ("content", "width=device-width, initial-scale=1")]),
            .element("title", [], [.text("Lockstep: \(title)")]),
        ]
        let body: [MarkupNode] =
            [
                .element("h1", [], MarkupNode.nodes(document.title)),
                .element("p", [("class", "summary")], MarkupNode.nodes(document.summary)),
            ] + facts(document.facts) + notices(document.notices) + document.sections.map(section)
        // The style is a constant of ours and must reach the page unescaped.
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>\(head.map { $0.markup() }.joined())<style>\(Self.style)</style></head>
            <body>
            \(body.map { $0.markup() }.joined(separator: "\n"))
            </body>
            </html>

            """
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
                "li", [("class", notice.level.rawValue)], head + MarkupNode.nodes(notice.text) + (hint ?? []))
        }
        return [.element("ul", [("class", "notices")], items)]
    }

    private func section(_ section: ReportSection) -> MarkupNode {
        let titles = ["", "", "item", "why", "where"].map { MarkupNode.element("th", [], [.text($0)]) }
        let summary = MarkupNode.element("summary", [], [.text("\(section.title) (\(section.rows.count))")])
        let table = MarkupNode.element("table", [], [.element("tr", [], titles)] + section.rows.map(row))
        return .element("details", section.isQuiet ? [] : [("open", "")], [summary, table])
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
        case .unknown: [.text("not known")]
        case .shown(let before?, let after?):
            [.element("code", [], [.text(before)]), .text(" → "), .element("code", [], [.text(after)])]
        case .shown(nil, let after?): [.element("code", [], [.text(after)])]
        case .shown: [.text("changed")]
        }
    }

    private static let style = """
        :root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}\
        code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}.summary{font-weight:600}.facts{opacity:.7}\
        table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.25rem .6rem;\
        border-bottom:1px solid #8884}td ul{margin:.2rem 0;padding-left:1.2rem}summary{cursor:pointer;font-weight:600;\
        margin-top:1rem}.added td:first-child{color:#1a7f37}.changed td:first-child{color:#9a6700}\
        .removed td:first-child,.attention td:first-child,.error b{color:#cf222e}.muted{opacity:.7}
        """
}
