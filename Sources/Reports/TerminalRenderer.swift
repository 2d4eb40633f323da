import SyncModel

/// Renders a report for a terminal or a log: one line per item, its fields below it, the counts at the end.
package struct TerminalRenderer: Sendable {
    package var color: Bool

    package init(color: Bool = false) {
        self.color = color
    }

    package func render(_ document: ReportDocument) -> String {
        var lines = [styled(plain(document.title), .bold)]
        if !document.facts.isEmpty {
            lines.append(styled(document.facts.map(plain).joined(separator: " · "), .dim))
        }
        for section in document.sections {
            lines += ["", styled(section.title, .bold)] + rows(section.rows)
        }
        for part in document.parts { lines += ["", render(part)] }
        if document.parts.isEmpty { lines.append("") }
        lines += [styled(plain(document.summary), .bold)] + document.notices.flatMap(notice)
        return lines.joined(separator: "\n") + "\n"
    }

    private func rows(_ rows: [ReportRow]) -> [String] {
        let names = rows.map { escapedForTerminal($0.name) }
        let width = min(names.map(\.count).max() ?? 0, 44)
        let verbs = rows.map(\.verb.count).max() ?? 0
        return zip(rows, names).flatMap { row, name in
            let head = "\(row.symbol) \(padded(row.verb, verbs))  \(padded(name, width))"
            let place = row.place.map { styled("  \(escapedForTerminal($0.description))", .dim) } ?? ""
            return ["  \(styled(head, Style(row.tone)))  \(plain(row.reason))\(place)"] + fields(row.fields)
        }
    }

    private func fields(_ fields: [ReportField]) -> [String] {
        let width = min(fields.map { escapedForTerminal($0.name).count }.max() ?? 0, 32)
        return fields.map { field in
            "      \(padded(escapedForTerminal(field.name), width))  \(content(field))"
        }
    }

    private func content(_ field: ReportField) -> String {
        let literal = field.literal.map { ": \(escapedForTerminal($0))" } ?? ""
        switch field.content {
        case .changed: return "changed" + literal
        case .set: return "set" + literal
        case .unknown: return "* not known" + literal
        case .shown(let before?, let after?): return "\(escapedForTerminal(before)) -> \(escapedForTerminal(after))"
        case .shown(nil, let after?): return escapedForTerminal(after)
        case .shown: return "changed"
        }
    }

    private func notice(_ notice: ReportNotice) -> [String] {
        let style: Style = notice.level == .error ? .red : notice.level == .warning ? .yellow : .cyan
        let place = notice.place.map { plain($0) + ": " } ?? ""
        let head = "\(place)\(styled("\(notice.level.rawValue):", style)) \(plain(notice.text))"
        return [head] + (notice.hint.map { ["  \(styled("hint:", .cyan)) \(plain($0))"] } ?? [])
    }

    private func plain(_ text: ReportText) -> String {
        text.rendered(outside: escapedForTerminal)
    }

    private func styled(_ text: String, _ style: Style) -> String {
        color && style != .none ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    private enum Style: String {
        case none = ""
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"

        init(_ tone: ReportTone) {
            switch tone {
            case .plain: self = .none
            case .added: self = .green
            case .changed: self = .yellow
            case .removed, .attention: self = .red
            case .muted: self = .dim
            }
        }
    }
}
