import Applying
import Planning
import Reports
import SyncEngine
import SyncModel

/// What `import` did, for people and for programs.
struct ImportPayload: CommandPayload {
    let outcome: ImportOutcome
    let exit: Planning.ExitCode

    func text(style: TextStyle) -> String {
        var lines = FailureText.diagnostics(outcome.diagnostics, style: style)
        lines.append(summary)
        lines += outcome.files.filter { $0.added > 0 }.map { file in
            let sign = file.isNew ? style.green("+") : style.yellow("~")
            return "  \(sign) \(escapedForTerminal(file.path))  \(file.added) added"
        }
        lines += outcome.changes.map { change in
            "  \(style.yellow("~")) \(escapedForTerminal(change.place.description))  "
                + "\(escapedForTerminal(change.id.selector)) \(escapedForTerminal(change.field))"
        }
        if outcome.declaredBefore > 0 { lines.append("\(entries(outcome.declaredBefore)) declared already") }
        lines += findings(imported: false, "Not imported", style) + findings(imported: true, "Worth a look", style)
        lines += shadowed(style)
        lines += next
        return lines.map { $0 + "\n" }.joined()
    }

    private var summary: String {
        let environment = escapedForTerminal(outcome.environment)
        if let seeding = outcome.seeding {
            return
                "\(entries(seeding.count(.done))) stored in Akeyless, \(entries(outcome.entries.count)) declared anew "
                + "in environment \(environment)"
        }
        if !outcome.changes.isEmpty { return "Taken into the files: \(outcome.changes.count)" }
        return "Imported \(entries(outcome.entries.count)) into environment \(environment)"
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
        return [
            "", "Next:", "  git add --all && git commit", "  lockstep plan     shows only = for what was imported",
            "  lockstep apply    records it; no item is written",
        ]
    }

    func json() throws -> String { try encodeJSON(ImportDocument(outcome: outcome, exit: exit)) }
}

/// The report that every command writes, with what only `import` has to say.
private struct ImportDocument: Encodable {
    let outcome: ImportOutcome
    let exit: Planning.ExitCode

    private enum CodingKeys: String, CodingKey {
        case files, entries, changed, listed, shadowed
        case declaredBefore = "declared_before"
    }

    func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(outcome.files.map { FileLine(file: $0) }, forKey: .files)
        try container.encode(outcome.entries.map { EntryLine(entry: $0) }, forKey: .entries)
        try container.encode(outcome.changes.map { ChangedLine(change: $0) }, forKey: .changed)
        try container.encode(outcome.findings.map { FindingLine(finding: $0) }, forKey: .listed)
        try container.encode(outcome.shadowed.map { NameLine(id: $0) }, forKey: .shadowed)
        try container.encode(outcome.declaredBefore, forKey: .declaredBefore)
    }

    /// Why not every file was written after Akeyless was.
    private var unwritten: JSONReport.Failure? {
        outcome.diagnostics.first { $0.severity == .error }.map {
            JSONReport.Failure(code: $0.code, message: $0.message, hints: [$0.hint].compactMap(\.self))
        }
    }

    private var report: JSONReport {
        let diagnostics =
            outcome.diagnostics
            + outcome.findings.map {
                Diagnostic(
                    $0.isImported ? .note : $0.code == .notRead ? .error : .warning, code: "import-\($0.code.rawValue)",
                    "\($0.name): \($0.today); fix: \($0.fix)", at: $0.location)
            }
        guard let seeding = outcome.seeding else {
            return JSONReport(
                command: "import", environment: outcome.environment, project: outcome.project, diagnostics: diagnostics,
                stats: ReportStats(outcome.stats), exitCode: exit)
        }
        let context = ReportContext(
            environment: outcome.environment, project: outcome.project, planID: seeding.planID,
            diagnostics: diagnostics,
            stats: ReportStats(outcome.stats), isVerbose: false)
        return JSONReport(
            command: "import", seeding.plan, report: seeding, context,
            error: JSONReport.Failure(seeding.ending) ?? unwritten,
            exitCode: exit)
    }
}

private enum LineKeys: String, CodingKey {
    case file, line, action, added, kind, team, key, path, field, code, today, fix, imported
    case secretFields = "secret_fields"
}

extension KeyedEncodingContainer<LineKeys> {
    fileprivate mutating func encode(_ id: EntryID?) throws {
        try encode(id?.kind, forKey: .kind)
        try encode(id?.team, forKey: .team)
        try encode(id?.key, forKey: .key)
    }

    fileprivate mutating func encode(_ place: SourceLocation?) throws {
        try encode(place?.file, forKey: .file)
        try encode(place?.line, forKey: .line)
    }
}

private struct FileLine: Encodable {
    let file: ImportOutcome.File

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: LineKeys.self)
        try container.encode(file.path, forKey: .file)
        try container.encode(file.isNew ? "created" : "extended", forKey: .action)
        try container.encode(file.added, forKey: .added)
    }
}

private struct NameLine: Encodable {
    let id: EntryID

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: LineKeys.self)
        try container.encode(id)
    }
}

private struct EntryLine: Encodable {
    let entry: ImportOutcome.Entry

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: LineKeys.self)
        try container.encode(entry.id)
        try container.encode(entry.path, forKey: .path)
        try container.encode(entry.source)
        try container.encode(entry.secretFields, forKey: .secretFields)
    }
}

private struct ChangedLine: Encodable {
    let change: ImportOutcome.Change

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: LineKeys.self)
        try container.encode(change.id)
        try container.encode(change.field, forKey: .field)
        try container.encode(change.place)
    }
}

private struct FindingLine: Encodable {
    let finding: ImportFinding

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: LineKeys.self)
        try container.encode(finding.code.rawValue, forKey: .code)
        try container.encode(finding.path, forKey: .path)
        try container.encode(finding.id)
        try container.encode(finding.location)
        try container.encode(finding.today, forKey: .today)
        try container.encode(finding.fix, forKey: .fix)
        try container.encode(finding.isImported, forKey: .imported)
    }
}
