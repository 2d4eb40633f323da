import AirflowModel
import Declarations
import SyncModel

/// The `AIRFLOW_CONN_…` and `AIRFLOW_VAR_…` lines of a `.env` file as JSON files of declarations, one for each kind and
/// team, each entry in the line where it stood.
struct EnvironmentLines {
    struct Group {
        var kind: EntryKind
        var team: String?
        var json: String
    }

    private(set) var groups: [Group] = []

    /// Lines that are left out, and why; none where no line is Airflow's.
    private(set) var findings: [ImportFinding] = []

    private static let prefixes: [(text: String, kind: EntryKind)] = [
        ("AIRFLOW_CONN_", .connection), ("AIRFLOW_VAR_", .variable),
    ]

    private let file: String
    private let team: String?

    /// - Parameters:
    ///   - team: Whose entries they are where a name does not say.
    ///   - knowsTeams: Whether `_TEAM___KEY` names a team's entry, as it does for a multi-team Airflow.
    init(_ export: ExportFile, team: String?, knowsTeams: Bool) {
        file = export.name
        self.team = team
        let lines = export.content.reveal().split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        var members: [EntryID: [Int: String]] = [:]
        var last: (id: EntryID, group: EntryID, index: Int)?
        for (index, line) in lines.enumerated() where !line.allSatisfy(\.isWhitespace) && !line.hasPrefix("#") {
            guard let (id, value) = Self.entry(String(line), team: team, knowsTeams: knowsTeams) else {
                if let last, last.index == index - 1, !Self.isAssignment(line) {
                    // The line goes on with the value of the one before it, which Airflow would not see.
                    members[last.group]?[last.index] = nil
                    leaveOut(
                        last.id, last.index, "the value seems to go on in line \(index + 1), but ends with its line",
                        "write a value of several lines in a YAML or JSON file", code: .envSyntax)
                }
                last = nil
                leaveOut(
                    nil, index, "the line is no AIRFLOW_CONN_… or AIRFLOW_VAR_… of Airflow", "leave it where it is")
                continue
            }
            last = nil
            if let problem = EnvValueSyntax.problem(in: value) {
                leaveOut(id, index, problem.message, problem.hint, code: .envSyntax)
                continue
            }
            let isJSON = id.kind == .connection && value.drop(while: \.isWhitespace).hasPrefix("{")
            // Each by itself: one broken value must not take the others with it.
            if isJSON, (try? PythonJSON.parse(value)) == nil {
                leaveOut(
                    id, index, "the value begins with { and is no JSON, so Airflow cannot read it",
                    "correct it in the export, or in Airflow, and import again")
                continue
            }
            let member = "\(PythonJSON.dumps(.text(id.key))): \(isJSON ? value : PythonJSON.dumps(.text(value)))"
            let group = EntryID(kind: id.kind, team: id.team, key: "")
            members[group, default: [:]][index] = member
            last = (id, group, index)
        }
        if members.isEmpty, findings.allSatisfy({ $0.id == nil }) { findings = findings.filter { $0.id != nil } }
        groups = members.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map { id, members in
            Group(kind: id.kind, team: id.team, json: Self.json(members, lines: lines.count))
        }
    }

    /// Whether one of these lines gives a value to a variable that Airflow looks for.
    static func isFound(in lines: some Sequence<Substring>) -> Bool {
        lines.contains { entry(String($0), team: nil, knowsTeams: false) != nil }
    }

    /// The entry that a line names; nil for every other line.
    private static func entry(_ line: String, team: String?, knowsTeams: Bool) -> (id: EntryID, value: String)? {
        let assignment = line.dropping(prefix: "export ") ?? line
        guard let equals = assignment.firstBytes(of: "="),
            let prefix = prefixes.first(where: { assignment.begins(with: $0.text) }),
            let name = String(assignment[..<equals.lowerBound]).dropping(prefix: prefix.text)?.lowercased()
        else { return nil }
        let value = String(assignment[equals.upperBound...])
        if knowsTeams, let rest = name.dropping(prefix: "_"), let cut = rest.firstBytes(of: "___"),
            cut.lowerBound > rest.startIndex
        {
            let team = String(rest[..<cut.lowerBound])
            return (EntryID(kind: prefix.kind, team: team, key: String(rest[cut.upperBound...])), value)
        }
        return (EntryID(kind: prefix.kind, team: team, key: name), value)
    }

    /// Whether a line gives a value to a name, or is a shell's `export NAME`.
    private static func isAssignment(_ line: Substring) -> Bool {
        guard !line.hasPrefix("export "), let name = line.split(separator: "=", maxSplits: 1).first else { return true }
        return line.contains("=") && name.allSatisfy { $0.isLetter || $0.isNumber || "_.-".contains($0) }
    }

    private static func json(_ members: [Int: String], lines: Int) -> String {
        let last = members.keys.max()
        let text = (0..<lines).map { line in
            members[line].map { $0 + (line == last ? "" : ",") } ?? ""
        }
        return "{" + text.joined(separator: "\n") + "}"
    }

    private mutating func leaveOut(
        _ id: EntryID?, _ index: Int, _ today: String, _ fix: String, code: ImportFinding.Code = .invalid
    ) {
        findings.append(
            ImportFinding(
                code: code, id: id, location: SourceLocation(file: file, line: index + 1), today: today, fix: fix))
    }
}
