import Applying
import Planning
import Reports
import SyncEngine
import SyncModel

/// The report that every command writes, with what only `import` has to say.
struct ImportDocument: Encodable {
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
