import SyncModel

/// Renders a report as a comment of a pull request.
///
/// Everything from outside stands in code spans, where it forms no link, mention, heading or tag. The result stays below
/// the size that GitHub accepts; what does not fit is counted.
package struct MarkdownRenderer: Sendable {
    /// GitHub refuses comments from 65,536 characters on; this counts bytes, which are never fewer.
    package static let limit = 65_000

    private static let reserve = 600
    private static let partReserve = 900
    private let limit: Int

    package init(limit: Int = Self.limit) {
        self.limit = max(limit, 2000)
    }

    package func render(_ document: ReportDocument) -> String {
        // The line that opens each environment is never left out.
        var page = Page(room: limit - Self.reserve - document.parts.count * Self.partReserve)
        page.add(
            "<!-- \(document.marker) -->\n### Lockstep: \(text(document.title))\n\n**\(text(document.summary))**\n")
        addFacts(document.facts, to: &page)
        addNotices(document.notices, to: &page)
        if document.parts.isEmpty {
            if !document.sections.isEmpty { addEnvironment(document, summary: "", to: &page) }
        }
        for part in document.parts { addEnvironment(part, summary: ": \(html(part.summary))", to: &page) }
        if page.omittedRows > 0 {
            page.finish(
                "\n**\(page.omittedRows) more items are not shown here; the full plan is in the job's artifact.**\n")
        }
        return page.text
    }

    private func addFacts(_ facts: [ReportText], to page: inout Page) {
        if !facts.isEmpty { page.add("\n<sub>\(facts.map(text).joined(separator: " · "))</sub>\n") }
    }

    /// One environment, which a reader can fold away.
    private func addEnvironment(_ document: ReportDocument, summary: String, to page: inout Page) {
        let name = String((document.environment ?? "").unicodeScalars.prefix(80))
        let title = MarkupNode.element("code", [], [.text(name)]).markup()
        page.finish("\n<details open><summary>Environment \(title)\(summary)</summary>\n")
        if !summary.isEmpty {
            addFacts(document.facts, to: &page)
            addNotices(document.notices, to: &page)
        }
        for section in document.sections { add(section, to: &page) }
        page.finish("\n</details>\n")
    }

    /// A text inside of HTML, where Markdown's own marks mean nothing.
    private func html(_ text: ReportText) -> String {
        MarkupNode.nodes(text).map { $0.markup() }.joined()
    }

    private func addNotices(_ notices: [ReportNotice], to page: inout Page) {
        guard !notices.isEmpty else { return }
        page.add("\n")
        for (index, notice) in notices.enumerated() {
            let hint = notice.hint.map { "  \n  hint: \(text($0))" } ?? ""
            // Half of the room belongs to the items.
            let isAdded =
                page.room > limit / 2 && page.add("- **\(notice.level.rawValue):** \(text(notice.placedText))\(hint)\n")
            guard isAdded else {
                page.add("- and \(notices.count - index) more notices\n")
                return
            }
        }
    }

    private func add(_ section: ReportSection, to page: inout Page) {
        let isOpened = page.add(
            "\n<details\(section.isQuiet ? "" : " open")><summary>\(section.title) (\(section.rows.count))</summary>\n\n"
                + (section.note.map { text($0) + "\n\n" } ?? ""))
        guard isOpened else {
            page.omittedRows += section.rows.count
            return
        }
        for (index, row) in section.rows.enumerated() {
            guard page.omittedRows == 0, page.add(item(row)) else {
                page.omittedRows += section.rows.count - index
                break
            }
        }
        page.finish("\n</details>\n")
    }

    private func item(_ row: ReportRow) -> String {
        let place = row.place.map { " (\(code($0.description)))" } ?? ""
        let reason = text(row.reason)
        let symbol = row.symbol == " " ? "" : "`\(row.symbol)` "
        let head = "- \(symbol)**\(row.verb)** \(code(row.name))\(reason.isEmpty ? "" : ": ")\(reason)\(place)\n"
        return head + row.fields.map { "  - \(code($0.name)): \(content($0.content))\n" }.joined()
    }

    private func content(_ content: ReportField.Content) -> String {
        switch content {
        case .changed: "changed"
        case .set: "set"
        case .unknown: "not known"
        case .shown(let before?, let after?): "\(code(before)) → \(code(after))"
        case .shown(nil, let after?): code(after)
        case .shown: "changed"
        }
    }

    private func text(_ text: ReportText) -> String {
        text.rendered(outside: code)
    }

    /// A code span that the text cannot leave: fenced by more backticks than it has in a row.
    private func code(_ outside: String) -> String {
        var text = escapedForTerminal(outside)
        if text.unicodeScalars.count > 300 { text = String(text.unicodeScalars.prefix(300)) + "…" }
        guard !text.isEmpty else { return "*empty*" }
        let longest = text.split(whereSeparator: { $0 != "`" }).map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: longest + 1)
        let needsPadding = text.hasPrefix("`") || text.hasSuffix("`") || (text.hasPrefix(" ") && text.hasSuffix(" "))
        return needsPadding ? "\(fence) \(text) \(fence)" : fence + text + fence
    }
}

/// A text that stops growing before it is too long.
private struct Page {
    var text = ""
    var room: Int
    var omittedRows = 0

    init(room: Int) {
        self.room = room
    }

    @discardableResult mutating func add(_ part: String) -> Bool {
        guard part.utf8.count <= room else { return false }
        room -= part.utf8.count
        text += part
        return true
    }

    /// Adds what must not be missing; there is a reserve for it.
    mutating func finish(_ part: String) {
        room -= part.utf8.count
        text += part
    }
}
