/// Turns a history into a report.
package enum HistoryDocument {
    package static func make(_ history: History) -> ReportDocument {
        let context = ReportContext(environment: history.environment, project: history.project)
        return ReportDocument(
            marker: context.marker("log"), title: "History of \(history.environment)", facts: context.facts(),
            sections: history.revisions.map(section), summary: history.summary,
            notices: history.isCut ? [ReportNotice(.warning, "older revisions are not in this clone")] : [],
            environment: history.environment)
    }

    private static func section(_ revision: History.Revision) -> ReportSection {
        let source: ReportText = revision.source.map { ", from \(String($0.prefix(12)))" } ?? ""
        let id = String(revision.id.filter(\.isHexDigit).prefix(12))
        return ReportSection(
            "revision \(id)", revision.changes.map(row),
            note: "\(revision.summary) by \(revision.author), \(revision.time)\(source)")
    }

    private static func row(_ change: History.Change) -> ReportRow {
        let isBad = change.result != "done"
        let names = change.fields.map { ReportText(outside: $0).spans }
        let fields = ReportText(spans: Array(names.joined(separator: [.ours(", ")])))
        let note: ReportText =
            change.note.isEmpty ? "" : "\(ours: change.fields.isEmpty ? "" : "; ")\(ours: change.note)"
        return ReportRow(
            symbol: " ", tone: isBad || change.isDrift ? .attention : .plain, standing: isBad ? .bad : .good,
            verb: change.action, name: change.name, group: "", reason: "\(fields)\(note)", place: change.place)
    }
}
