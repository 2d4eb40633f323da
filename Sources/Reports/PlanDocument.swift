package import Planning
import SyncModel

/// Turns a plan into a report.
package enum PlanDocument {
    /// - Parameter title: What the report is called, if not a plan (`status`, `rollback`).
    package static func make(_ plan: Plan, _ context: ReportContext, title: String = "Plan") -> ReportDocument {
        ReportDocument(
            marker: context.marker(title.lowercased()), title: "\(ours: title) for \(context.environment)",
            facts: context.facts(), sections: sections(plan, context), summary: plan.summary.text,
            notices: context.diagnosticNotices + notices(plan), environment: context.environment,
            seconds: context.stats.seconds)
    }

    private static func sections(_ plan: Plan, _ context: ReportContext) -> [ReportSection] {
        let byAction = Dictionary(grouping: plan.changes.filter { isShown($0, context) }) { $0.action }
        let groups: [(String, [PlanAction], Bool)] = [
            ("Changes", PlanAction.allCases.filter(\.isPending), false),
            ("Needs a decision", [.drift, .conflict, .error], false),
            ("Not known", [.unknown], false),
            ("Left alone", [.orphan, .held, .excluded], true),
            ("As recorded", [.refresh, .unchanged], true),
            ("Not ours", [.unmanaged], true),
        ]
        return groups.compactMap { title, actions, isQuiet in
            let paths = Set(actions.flatMap { byAction[$0] ?? [] }.map(\.path))
            let changes = plan.changes.filter { paths.contains($0.path) }
            guard !changes.isEmpty else { return nil }
            return ReportSection(title, changes.map { ReportRow($0, context) }, isQuiet: isQuiet)
        }
    }

    /// What a selection leaves out is only counted: naming everything else is noise.
    private static func isShown(_ change: PlannedChange, _ context: ReportContext) -> Bool {
        if context.isVerbose { return true }
        switch change.action {
        case .unmanaged: return context.namesUnmanaged
        case .unchanged: return false
        case .refresh: return change.ignoredFields != nil
        case .excluded: return change.reason.code.isWorthNaming
        default: return true
        }
    }

    /// Exceeded limits, and one hint per kind of trouble rather than one per item.
    static func notices(_ plan: Plan) -> [ReportNotice] {
        let limits = plan.breaches.map { breach in
            ReportNotice(
                plan.policy.force ? .warning : .error, ReportText(ours: breach.message),
                hint: plan.policy.force ? nil : ReportText(ours: breach.hint))
        }
        let codes = Set(plan.changes.map(\.reason.code))
        let hints = ChangeReason.Code.allCases.filter(codes.contains).compactMap { code -> ReportNotice? in
            guard let hint = code.hint else { return nil }
            let count = plan.changes.count { $0.reason.code == code }
            return ReportNotice(
                .note, "\(ours: counted(count, "item")): \(ours: code.summary)", hint: ReportText(ours: hint))
        }
        let orphans = plan.summary[.orphan]
        guard orphans > 0 else { return limits + hints }
        return limits + hints + [
            ReportNotice(
                .note, "\(ours: counted(orphans, "item")): no longer declared", hint: "use --prune to delete them")
        ]
    }
}

extension PlanSummary {
    /// The counts in words, or that there is nothing to do.
    var text: ReportText {
        let words: [(PlanAction, String)] = [
            (.create, "to create"), (.update, "to update"), (.delete, "to delete"),
            (.purge, "to delete for ever from the trash"),
            (.adopt, "to adopt"),
            (.forget, "to forget"), (.drift, "drifted"), (.conflict, "in conflict"), (.error, "in error"),
            (.unknown, "not known"), (.orphan, "orphaned"), (.held, "held"), (.excluded, "left out"),
            (.refresh, "touched"), (.unchanged, "unchanged"), (.unmanaged, "not ours"),
        ]
        let counts = words.filter { self[$0.0] > 0 }.map { "\(self[$0.0]) \($0.1)" }.joined(separator: ", ")
        let isQuiet = !hasPending && self[.drift] + self[.conflict] + self[.error] + self[.unknown] == 0
        guard isQuiet else { return ReportText(ours: counts) }
        return ReportText(ours: counts.isEmpty ? "Nothing to do." : "Nothing to do: \(counts)")
    }
}

extension ReportRow {
    init(_ change: PlannedChange, _ context: ReportContext) {
        let literals = context.literals[change.path] ?? [:]
        self.init(
            symbol: change.action.symbol, tone: change.action.tone, standing: change.action.standing,
            verb: change.action.rawValue, name: change.name, group: change.group, reason: change.reasonText,
            place: change.source,
            fields: change.fields.map {
                ReportField($0, isNew: change.action == .create, literal: literals[$0.name])
            })
    }
}

extension ReportField {
    init(_ field: FieldDifference, isNew: Bool = false, literal: String? = nil) {
        let content: Content =
            if field.isUnknown {
                .unknown
            } else if field.secret {
                isNew ? .set : .changed
            } else {
                .shown(before: field.before, after: field.after)
            }
        self.init(field.name, content, literal: literal)
    }
}

extension ChangeReason.Code {
    /// Whether an item that is left out for this reason is named, not just counted.
    var isWorthNaming: Bool { self != .notSelected && self != .mirrored }
}

extension PlannedChange {
    /// `connections`, `teams/a/variables`; what no naming convention covers is `other`.
    var group: String {
        guard let id else { return "other" }
        return id.team.map { "teams/\($0)/\(id.kind.folder)" } ?? id.kind.folder
    }

    var reasonText: ReportText {
        var text = ReportText(ours: reason.code.summary)
        if let detail = reason.detail { text = "\(text): \(detail)" }
        if let leftAlone { text = "\(text); \(leftAlone)" }
        if let renamedFrom { text = "\(text), renamed from \(renamedFrom)" }
        if let renamedTo { text = "\(text), renamed to \(renamedTo)" }
        return text
    }
}

extension PlanAction {
    var tone: ReportTone {
        switch self {
        case .create: .added
        case .update: .changed
        case .delete, .purge: .removed
        case .drift, .conflict, .error: .attention
        case .adopt, .forget, .orphan, .unknown, .held: .plain
        case .refresh, .unchanged, .excluded, .unmanaged: .muted
        }
    }

    var standing: ReportRow.Standing {
        switch self {
        case .drift, .conflict, .error: .bad
        case .held, .excluded, .unknown, .unmanaged: .skipped
        default: .good
        }
    }
}
