import Applying
import Planning
import SyncModel
import TestSupport

@testable import Reports

/// Plans and receipts with something of everything.
enum SampleReports {
    static func context(isVerbose: Bool = false) -> ReportContext {
        ReportContext(
            environment: "prod", project: "analytics", planID: "3fa2c0d417be9a65",
            diagnostics: [
                Diagnostic(
                    .warning, code: "unknown-connection-type", "connection type postgress is not known",
                    at: SourceLocation(file: "connections/all.yaml", line: 7, column: 3), hint: "did you mean postgres?"
                )
            ],
            stats: ReportStats(requests: ["list-items": 4, "get-secret-value": 2], valuesRead: 5, seconds: 0.849),
            isVerbose: isVerbose)
    }

    static let emptyContext = ReportContext(environment: "default", project: "new")
    static let empty = Plan(changes: [])

    /// One item for each answer the planner has.
    static let typical = Planner.plan(
        desired: Sample.desiredState(
            Sample.desired(
                "connections/new", ["conn_type": "http", "host": "api.example.com", "password": "p"], shown: shown),
            Sample.desired(
                "connections/warehouse", ["conn_type": "postgres", "host": "db2.example.com", "password": "q"],
                shown: shown, line: 12),
            Sample.desired("teams/a/variables/region", ["value": "eu"]),
            Sample.desired("variables/adopted", ["value": "a"]), Sample.desired("variables/same", ["value": "a"]),
            Sample.desired("variables/touched", ["value": "a"]), Sample.desired("variables/drifted", ["value": "a"]),
            Sample.desired("variables/deleted-outside", ["value": "a"]),
            Sample.desired("variables/theirs", ["value": "a"]),
            Sample.desired("variables/disabled", ["value": "a"]),
            Sample.desired("variables/offline", [:], unresolved: ["value"]),
            Sample.desired("variables/held", ["value": "rejected"]), Sample.desired("config/excluded", ["value": "a"])),
        observed: Sample.observedState(
            Sample.present(
                "connections/warehouse",
                ["conn_type": "postgres", "host": "db1.example.com", "password": "p", "extra.theirs": "1"], shown: shown
            ),
            Sample.present("variables/adopted", ["value": "a"]), Sample.present("variables/same", ["value": "a"]),
            Sample.present("variables/touched", ["value": "a"], row: Sample.row(2)),
            Sample.present("variables/drifted", ["value": "b"], row: Sample.row(2)),
            Sample.present("variables/theirs", ["value": "b"]),
            Sample.present("variables/disabled", ["value": "a"], blocked: "it is disabled"),
            Sample.present("variables/offline", ["value": "a"]), Sample.present("variables/held", ["value": "a"]),
            Sample.present("variables/orphan", ["value": "a"]), Sample.present("connections/unmanaged", ["host": "x"])),
        applied: {
            var state = Sample.appliedState(
                Sample.record(
                    "connections/warehouse",
                    ["conn_type": "postgres", "host": "db1.example.com", "password": "p", "extra.theirs": "1"]),
                Sample.record("variables/same", ["value": "a"]), Sample.record("variables/touched", ["value": "a"]),
                Sample.record("variables/drifted", ["value": "a"]),
                Sample.record("variables/deleted-outside", ["value": "a"]),
                Sample.record("variables/offline", ["value": "a"]), Sample.record("variables/held", ["value": "a"]),
                Sample.record("variables/orphan", ["value": "a"]), Sample.record("variables/gone", ["value": "a"]))
            let held = Sample.path("variables/held")
            state.holds[held] = Sample.fingerprint(["value": "rejected"], at: held).whole
            return state
        }(),
        policy: PlanPolicy(exclude: [Glob("config/*")]))

    private static let shown: Set<String> = ["conn_type", "host"]

    /// The receipt of applying the pending part, with one failure and one item not tried.
    static let typicalReceipt = ApplyReport(
        plan: typical, planID: "3fa2c0d417be9a65", ending: .interrupted,
        results: typical.changes.filter(\.action.isRecorded).compactMap { change in
            guard let id = change.id else { return nil }
            let failure: ChangeFailure? =
                switch change.name {
                case "connections/warehouse": ChangeFailure(.denied, detail: "Unauthorized: no update right")
                case "variables/gone": ChangeFailure(.interrupted)
                default: nil
                }
            return ChangeResult(
                action: change.action, id: id, path: change.path, fields: change.fields.map(\.name),
                outcome: failure == nil ? .done : failure?.code == .interrupted ? .notTried : .failed, failure: failure)
        }, revision: "9c1d2e3f", intentRemains: true, skipped: 2)

    /// Every kind of text that a file or a service could slip into a report.
    static let evil =
        "x`y``z|<script>alert('1')</script>\"&\n# head\u{1B}[31m\u{9B}2J\u{202E}--> ]]> @all [a](http://b) **b** \u{0}\u{FFFE}"

    static let hostileContext = ReportContext(
        environment: evil, project: evil, planID: evil,
        diagnostics: [
            Diagnostic(.error, code: "bad", evil, at: SourceLocation(file: evil, line: 1), hint: evil)
        ], stats: ReportStats(requests: [evil: 1]))

    static let hostile: Plan = {
        let id = EntryID(kind: .connection, team: evil, key: evil)
        let place = SourceLocation(file: evil, line: 3)
        return Plan(
            changes: [
                PlannedChange(
                    .update, id: id, path: ItemPath(evil), reason: .init(.edited), source: place,
                    fields: [
                        FieldDifference(name: evil),
                        FieldDifference(name: "host", before: evil, after: evil, secret: false),
                        FieldDifference(name: evil + "?", isUnknown: true),
                    ], renamedFrom: ItemPath(evil)),
                PlannedChange(.error, id: nil, path: ItemPath(evil + "2"), reason: .init(.blocked, detail: evil)),
                PlannedChange(
                    .create, id: EntryID(kind: .variable, key: "`"), path: ItemPath("/`"), reason: .init(.new)),
                PlannedChange(
                    .create, id: EntryID(kind: .variable, key: " "), path: ItemPath("/ "), reason: .init(.new)),
            ])
    }()
}
