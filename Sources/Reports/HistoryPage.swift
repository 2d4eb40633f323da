import SyncModel

/// The history as one page: a timeline, and below it each item's own history, searched without a server.
package struct HistoryPage: Sendable {
    package init() {}

    package func render(_ history: History) -> String {
        var body: [MarkupNode] = [
            .element("h1", [], MarkupNode.nodes("History of \(history.environment)")),
            .element("p", [("class", "summary")], MarkupNode.nodes(history.summary)),
        ]
        if history.isCut {
            body.append(.element("p", [("class", "error")], [.text("Older revisions are not in this clone.")]))
        }
        body += [filter, .element("h2", [], [.text("Timeline")])]
        body += history.revisions.map(article)
        body += [.element("h2", [], [.text("Items")])]
        body += history.items.map { item(name: $0.name, path: $0.path, $0.lines) }
        return HTMLPage(title: "History of \(history.environment)", body: body, script: Self.script).text
    }

    private var filter: MarkupNode {
        let marks = [
            ("", "everything"), ("drift", "changed outside"), ("rollback", "rollbacks"), ("failed", "failures"),
            ("recovered", "recovered"), ("rekey", "new keys"),
        ]
        let choice = MarkupNode.element(
            "select", [("name", "mark")], marks.map { .element("option", [("value", $0)], [.text($1)]) })
        func field(_ label: String, _ node: MarkupNode) -> MarkupNode {
            .element("label", [], [.text(label + " "), node])
        }
        return .element(
            "form", [],
            [
                field(
                    "Search",
                    .element(
                        "input", [("name", "q"), ("type", "search"), ("placeholder", "item, field, author, commit")])),
                field("Show", choice), field("Since", .element("input", [("name", "since"), ("type", "date")])),
                field("Until", .element("input", [("name", "until"), ("type", "date")])), .element("output"),
            ])
    }

    private func article(_ revision: History.Revision) -> MarkupNode {
        var text = [revision.id, revision.author, revision.summary]
        text += [revision.source, revision.plan].compactMap(\.self) + revision.changes.flatMap(words)
        let attributes = [
            ("id", "r-\(revision.id)"), ("data-text", search(text)),
            ("data-marks", revision.marks.joined(separator: " ")),
            ("data-date", String(revision.time.prefix(10))),
        ]
        var title: [MarkupNode] = [.text(revision.summary + " ")]
        switch revision.outcome {
        case "complete"?: break
        case let outcome?: title.append(tag(outcome, "bad"))
        case nil: title.append(tag("not made by Lockstep", "bad"))
        }
        var origin: [MarkupNode] = [
            .element("time", [], [.text(revision.time)]), .text(" · \(revision.author) · revision "),
        ]
        origin.append(code(short(revision.id)))
        if let source = revision.source { origin += [.text(" from commit "), code(short(source))] }
        if let plan = revision.plan { origin += [.text(" · plan "), code(plan)] }
        let changes = MarkupNode.element("ul", [], revision.changes.map(line))
        return .element("article", attributes, [.element("h3", [], title), .element("p", [], origin), changes])
    }

    private func line(_ change: History.Change) -> MarkupNode {
        var line: [MarkupNode] = [.text(change.action + " "), code(change.name)]
        line += names(change.fields) + tags(change)
        if let place = change.place { line += [.text(" "), code(place.description)] }
        return .element("li", [], line)
    }

    private func item(
        name: String, path: ItemPath, _ lines: [(revision: History.Revision, change: History.Change)]
    ) -> MarkupNode {
        let titles = ["when", "what", "who", "revision", "from commit", "declared in"]
        let head = MarkupNode.element("tr", [], titles.map { .element("th", [], [.text($0)]) })
        let rows = lines.map { row($0.revision, $0.change) }
        var marks = Set(lines.compactMap(\.revision.outcome))
        if lines.contains(where: \.change.isDrift) { marks.insert("drift") }
        if lines.contains(where: { $0.change.result != "done" }) { marks.insert("failed") }
        let text = search([name, path.rawValue] + lines.flatMap { [$0.revision.author] + $0.change.fields })
        return .element(
            "details", [("data-text", text), ("data-marks", marks.sorted().joined(separator: " "))],
            [
                .element("summary", [], [code(name), .text(" (\(lines.count))")]),
                .element("p", [], [code(path.rawValue)]), .element("table", [], [head] + rows),
            ])
    }

    private func row(_ revision: History.Revision, _ change: History.Change) -> MarkupNode {
        let cells: [[MarkupNode]] = [
            [.text(String(revision.time.prefix(19)))],
            [.text(change.action)] + names(change.fields) + tags(change),
            [.text(revision.author)],
            [.element("a", [("href", "#r-\(revision.id)")], [code(short(revision.id))])],
            revision.source.map { [code(short($0))] } ?? [],
            change.place.map { [code($0.description)] } ?? [],
        ]
        return .element("tr", [], cells.map { .element("td", [], $0) })
    }

    private func words(_ change: History.Change) -> [String] {
        [change.name, change.path.rawValue, change.place?.file ?? ""] + change.fields
    }

    private func search(_ words: [String]) -> String {
        words.filter { !$0.isEmpty }.joined(separator: " ").lowercased()
    }

    private func names(_ fields: [String]) -> [MarkupNode] {
        guard !fields.isEmpty else { return [] }
        return [.text(": ")] + Array(fields.map { [code($0)] }.joined(separator: [.text(", ")]))
    }

    private func tags(_ change: History.Change) -> [MarkupNode] {
        (change.result == "done" ? [] : [.text(" "), tag(change.result, "bad")])
            + (change.isDrift ? [.text(" "), tag("changed outside", "drift")] : [])
    }

    private func tag(_ text: String, _ kind: String) -> MarkupNode {
        .element("span", [("class", "tag \(kind)")], [.text(text)])
    }

    private func code(_ text: String) -> MarkupNode { .element("code", [], [.text(text)]) }

    private func short(_ id: String) -> String { String(id.prefix(12)) }
}
