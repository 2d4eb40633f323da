import Applying
import Planning
import SyncEngine
import SyncModel

/// What `import` did, for people and for programs.
struct ImportPayload: CommandPayload {
    let outcome: ImportOutcome
    let exit: Planning.ExitCode

    let place: ImportPlace

    func text(style: TextStyle) -> String {
        var lines = FailureText.diagnostics(outcome.diagnostics, style: style, isFolded: true)
        lines.append(summary)
        lines += outcome.files.filter { $0.added > 0 }.map { file in
            let sign = file.isNew ? style.green("+") : style.yellow("~")
            return "  \(sign) \(escapedForTerminal(file.path))  \(file.added) added"
        }
        lines += outcome.changes.map { change in
            "  \(style.yellow("~")) \(escapedForTerminal(change.place.description))  "
                + "\(escapedForTerminal(change.id.selector)) \(escapedForTerminal(change.field))"
        }
        if outcome.declaredBefore > 0 {
            lines.append("\(entries(outcome.declaredBefore)) declared already, left as declared")
        }
        lines += findings(imported: false, "Not imported", style) + findings(imported: true, "Worth a look", style)
        lines += shadowed(style)
        lines += next
        return lines.map { $0 + "\n" }.joined()
    }

    private var summary: String {
        let environment = escapedForTerminal(outcome.environment)
        if outcome.seeding != nil {
            return
                "\(entries(stored)) stored in Akeyless, \(entries(outcome.entries.count)) declared anew "
                + "in environment \(environment)"
        }
        if !outcome.changes.isEmpty { return "Taken into the files: \(outcome.changes.count)" }
        return "Imported \(entries(outcome.entries.count)) into environment \(environment)"
    }

    /// What was written; what was there already and equal is only recorded.
    private var stored: Int {
        outcome.seeding?.results.count { $0.outcome == .done && $0.action.isWrite } ?? 0
    }

    private func entries(_ count: Int) -> String { counted(count, "entry", "entries") }

    private func findings(imported: Bool, _ title: String, _ style: TextStyle) -> [String] {
        let found = outcome.findings.filter { $0.isImported == imported }
        guard !found.isEmpty else { return [] }
        return ["", style.bold("\(title): \(found.count)")]
            + found.flatMap { finding in
                [
                    "  \(escapedForTerminal(finding.name))  \(style.dim("[\(finding.code.rawValue)]"))",
                    "      \(escapedForTerminal(finding.today))", "      fix: \(escapedForTerminal(finding.fix))",
                ]
            }
    }

    private func shadowed(_ style: TextStyle) -> [String] {
        guard !outcome.shadowed.isEmpty else { return [] }
        return [
            "", style.bold("Rows of Airflow's database that Airflow no longer reads, since Akeyless is asked first:"),
        ]
            + outcome.shadowed.map { "  \(escapedForTerminal($0.selector))" }
            + ["  delete them once everything works: airflow connections delete …, airflow variables delete …"]
    }

    private var next: [String] {
        guard !outcome.files.isEmpty || !outcome.changes.isEmpty else { return [] }
        // What nobody stored yet cannot be taken over.
        guard !outcome.diagnostics.contains(where: { $0.code == "kept-nowhere" }) else { return [] }
        guard let commit = place.commit(outcome.files.map(\.path)) else { return [] }
        return [
            "", "Next:", "  \(commit)",
            "  lockstep plan     shows only = for what was imported",
            "  lockstep apply    records it; no item is written",
        ]
    }

    func json() throws -> String { try encodeJSON(ImportDocument(outcome: outcome, exit: exit)) }
}
