import SyncModel
import TestSupport
import Testing

@testable import Planning

/// One cell: values are single letters, `A1` is value A in the recorded row, `A2` the same value in a touched row.
struct Cell: CustomTestStringConvertible, Sendable {
    var applied: String
    var desired: String
    var observed: String
    var flags: String = ""
    var action: PlanAction
    var reason: ChangeReason.Code
    var isOverwrite = false

    init(
        _ applied: String, _ desired: String, _ observed: String, _ action: PlanAction, _ reason: ChangeReason.Code
    ) {
        self.init(applied, desired, observed, "", action, reason)
    }

    init(
        _ applied: String, _ desired: String, _ observed: String, _ flags: String, _ action: PlanAction,
        _ reason: ChangeReason.Code, isOverwrite: Bool = false
    ) {
        (self.applied, self.desired, self.observed, self.flags) = (applied, desired, observed, flags)
        (self.action, self.reason, self.isOverwrite) = (action, reason, isOverwrite)
    }

    var testDescription: String { "applied \(applied) desired \(desired) observed \(observed) \(flags)" }
}

@Suite struct DecisionTableTests {
    static let cells: [Cell] = [
        // Nothing recorded.
        Cell("-", "A", "-", .create, .new),
        Cell("-", "A", "A1", .adopt, .equalUnmanaged),
        Cell("-", "A", "C1", .conflict, .unmanagedDiffers),
        Cell("-", "A", "C1", "drift", .conflict, .unmanagedDiffers),
        Cell("-", "A", "C1", "unmanaged", .update, .overwritesUnmanaged, isOverwrite: true),
        Cell("-", "A", "A1", "unmanaged", .adopt, .equalUnmanaged),
        Cell("-", "-", "C1", .unmanaged, .notOurs),
        Cell("-", "-", "C1", "prune drift unmanaged", .unmanaged, .notOurs),
        Cell("-", "-", "blocked", .unmanaged, .notOurs),
        // Declared as recorded.
        Cell("A", "A", "A1", .unchanged, .asApplied),
        Cell("A", "A", "A2", .refresh, .rowChanged),
        Cell("racy", "A", "A1", .unchanged, .asApplied),
        Cell("racy", "A", "C1", .drift, .drifted),
        Cell("A", "A", "C2", .drift, .drifted),
        Cell("A", "A", "C1", .drift, .drifted),
        Cell("A", "A", "C2", "unmanaged", .drift, .drifted),
        Cell("A", "A", "C2", "drift", .update, .overwritesDrift, isOverwrite: true),
        Cell("A", "A", "-", .drift, .deletedOutside),
        Cell("A", "A", "-", "drift", .create, .recreated, isOverwrite: true),
        // Declaration changed.
        Cell("A", "B", "A1", .update, .edited),
        Cell("A", "B", "A2", .update, .edited),
        Cell("A", "B", "C2", .conflict, .bothChanged),
        Cell("A", "B", "C2", "drift", .update, .overwritesConflict, isOverwrite: true),
        Cell("A", "B", "B2", .adopt, .equalsDeclaration),
        Cell("A", "B", "B2", "drift", .adopt, .equalsDeclaration),
        Cell("A", "B", "-", .drift, .deletedOutside),
        Cell("A", "B", "-", "drift", .create, .recreated, isOverwrite: true),
        // No longer declared.
        Cell("A", "-", "A1", .orphan, .removed),
        Cell("A", "-", "A2", .orphan, .removed),
        Cell("A", "-", "A1", "drift", .orphan, .removed),
        Cell("A", "-", "A1", "prune", .delete, .removed),
        Cell("A", "-", "A2", "prune", .delete, .removed),
        Cell("A", "-", "C2", .conflict, .orphanChanged),
        Cell("A", "-", "C2", "prune", .conflict, .orphanChanged),
        Cell("A", "-", "C2", "drift", .conflict, .orphanChanged),
        Cell("A", "-", "C2", "prune drift", .delete, .removedThoughChanged, isOverwrite: true),
        Cell("A", "-", "-", .forget, .gone),
        Cell("A", "-", "-", "prune drift", .forget, .gone),
        Cell("A", "-", "protected", .orphan, .removed),
        Cell("A", "-", "protected", "prune", .error, .deleteProtected),
        Cell("A", "A", "protected", .unchanged, .asApplied),
        Cell("A", "B", "protected", .update, .edited),
        // Not known or not to be touched.
        Cell("-", "A", "unknown", .error, .stateUnknown),
        Cell("A", "A", "unknown", "drift", .error, .stateUnknown),
        Cell("A", "B", "unknown", "drift", .error, .stateUnknown),
        Cell("A", "-", "unknown", "prune drift", .error, .stateUnknown),
        Cell("-", "A", "blocked", "unmanaged", .error, .blocked),
        Cell("A", "A", "blocked", .error, .blocked),
        Cell("A", "B", "blocked", "drift", .error, .blocked),
        Cell("A", "-", "blocked", "prune drift", .error, .blocked),
        // Held by a rollback.
        Cell("hold:B", "B", "A1", .held, .held),
        Cell("hold:B", "B", "C2", "drift", .held, .held),
        Cell("hold:B", "B", "unknown", .held, .held),
        Cell("hold:B", "B", "A1", "release", .update, .edited),
        Cell("hold:B", "C", "A1", .update, .edited),
        Cell("hold:B", "-", "A1", .orphan, .removed),
        // Left out.
        Cell("A", "B", "A1", "exclude", .excluded, .excluded),
        Cell("A", "B", "A1", "elsewhere", .excluded, .notSelected),
        Cell("A", "-", "A1", "prune exclude", .excluded, .excluded),
        Cell("-", "A", "unknown", "exclude", .excluded, .excluded),
        Cell("-", "-", "C1", "exclude", .unmanaged, .notOurs),
    ]

    @Test(arguments: cells) func everyCellHasItsAnswer(_ cell: Cell) throws {
        let states = States(cell)
        let change = try #require(states.plan().changes.first)
        #expect(change.action == cell.action)
        #expect(change.reason.code == cell.reason)
        #expect(change.isOverwrite == cell.isOverwrite)
    }

    @Test(arguments: cells) func readingOnlyTheNeededValuesGivesTheSameAnswer(_ cell: Cell) throws {
        var states = States(cell)
        let full = try #require(states.plan().changes.first)
        states.withholdValues()
        let partial = try #require(states.plan().changes.first)
        // A change of the value that left the row as it was cannot be seen without reading everything.
        guard cell.observed != "C1" || cell.applied == "racy" || cell.applied == "-" else { return }
        #expect(partial.action == full.action)
        #expect(partial.reason == full.reason)
        #expect(partial.fields == full.fields)
    }

    @Test func everyCombinationHasExactlyOneAnswerAndNoUnsafeOneIsWritten() {
        let flags = ["", "prune", "drift", "unmanaged", "prune drift unmanaged"]
        for applied in ["-", "A", "racy", "hold:B"] {
            for desired in ["-", "A", "B"] {
                for observed in ["-", "A1", "A2", "B2", "C1", "C2", "unknown", "blocked", "protected"] {
                    for flag in flags {
                        let cell = Cell(applied, desired, observed, flag, .error, .blocked)
                        let changes = States(cell).plan().changes
                        let isNothing = applied == "-" && desired == "-" && (observed == "-" || observed == "unknown")
                        #expect(changes.count == (isNothing ? 0 : 1), "\(cell.testDescription)")
                        if observed == "unknown" || observed == "blocked" {
                            #expect(changes.allSatisfy { !$0.action.isRecorded }, "\(cell.testDescription)")
                        }
                        if !flag.contains("prune") { #expect(changes.allSatisfy { $0.action != .delete }) }
                        if flag.isEmpty { #expect(changes.allSatisfy { !$0.isOverwrite }) }
                    }
                }
            }
        }
    }

    @Test func aNeededValueThatIsMissingIsAnErrorAndNeverAGuess() {
        for (applied, desired, observed, flags) in [
            ("A", "A", "A2", ""), ("A", "B", "A1", ""), ("-", "A", "A1", ""), ("racy", "A", "A1", ""),
            ("A", "-", "A2", ""), ("A", "-", "A1", "prune"),
        ] {
            var states = States(Cell(applied, desired, observed, flags, .error, .valueNotRead))
            states.dropValues()
            #expect(states.plan().changes.map(\.reason.code) == [.valueNotRead])
            #expect(states.plan().changes.map(\.action) == [.error])
        }
    }

    @Test func whatIsAskedForByNameAndIsAbsentIsAbsent() {
        var states = States(Cell("A", "-", "-", .forget, .gone))
        states.observed.items[States.path] = .absent
        #expect(states.plan().changes.map(\.action) == [.forget])
    }

    @Test func anEditedHeldDeclarationEndsTheHold() {
        #expect(States(Cell("hold:B", "C", "A1", .update, .edited)).plan().changes.map(\.endsHold) == [true])
        #expect(States(Cell("A", "C", "A1", .update, .edited)).plan().changes.map(\.endsHold) == [false])
    }
}

/// The three states that a cell's letters stand for.
struct States {
    static let selector = "variables/region"
    static let path = Sample.path(selector)
    var desired = DesiredState()
    var observed = ObservedState()
    var applied = AppliedState(revision: "r1", keyID: Sample.key.id)
    var policy = PlanPolicy()

    init(_ cell: Cell) {
        if cell.desired != "-" {
            desired.entries[Self.path] = Sample.desired(Self.selector, ["value": cell.desired])
        }
        if cell.applied != "-" {
            applied.records[Self.path] = Sample.record(Self.selector, ["value": "A"], racy: cell.applied == "racy")
            if cell.applied.hasPrefix("hold:") {
                let rejected = ["value": String(cell.applied.dropFirst(5))]
                applied.holds[Self.path] = Sample.fingerprint(rejected, at: Self.path).whole
            }
        }
        observed.items[Self.path] = Self.observation(cell.observed)
        policy = Self.policy(cell.flags)
    }

    private static func observation(_ text: String) -> Observation? {
        switch text {
        case "-": return nil
        case "unknown": return .unknown(reason: "HTTP 403")
        case "blocked": return .present(Sample.present(selector, ["value": "A"], blocked: "it is a rotated secret"))
        case "protected": return .present(Sample.present(selector, ["value": "A"], isDeleteProtected: true))
        default:
            let row = Sample.row(text.hasSuffix("1") ? 1 : 2)
            return .present(Sample.present(selector, ["value": String(text.prefix(1))], row: row))
        }
    }

    private static func policy(_ flags: String) -> PlanPolicy {
        let flags = Set(flags.split(separator: " "))
        return PlanPolicy(
            prune: flags.contains("prune"), overwriteUnmanaged: flags.contains("unmanaged"),
            overwriteDrift: flags.contains("drift"), select: flags.contains("elsewhere") ? [Glob("connections/*")] : [],
            exclude: flags.contains("exclude") ? [Glob("variables/*")] : [],
            release: flags.contains("release") ? [Glob(selector)] : [])
    }

    func plan() -> Plan {
        Planner.plan(desired: desired, observed: observed, applied: applied, policy: policy)
    }

    mutating func withholdValues() {
        let needed = ValuesNeeded.paths(desired: desired, observed: observed, applied: applied, policy: policy)
        if !needed.contains(Self.path) { dropValues() }
    }

    mutating func dropValues() {
        guard case .present(var item)? = observed.items[Self.path] else { return }
        item.value = nil
        observed.items[Self.path] = .present(item)
    }
}
