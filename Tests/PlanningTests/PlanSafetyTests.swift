import SyncModel
import TestSupport
import Testing

@testable import Planning

@Suite struct PlanSafetyTests {
    /// A plan over so many recorded items, of which some are deleted, some updated and some made again.
    private func plan(
        recorded: Int, deletes: Int = 0, updates: Int = 0, recreations: Int = 0,
        limits: SafetyLimits = SafetyLimits(), force: Bool = false
    ) -> Plan {
        let changes = [(PlanAction.delete, deletes, false), (.update, updates, true), (.create, recreations, true)]
            .flatMap {
                action, count, isOverwrite in
                (0..<count).map { number in
                    PlannedChange(
                        action, id: nil, path: ItemPath("/\(action)/\(number)"), reason: .init(.removed),
                        isOverwrite: isOverwrite)
                }
            }
        return Plan(changes: changes, policy: PlanPolicy(limits: limits, force: force), recorded: recorded)
    }

    @Test(arguments: [
        (10, 3, false), (10, 4, true), (9, 9, false), (100, 29, false), (100, 30, false), (100, 31, true),
        (11, 3, false), (11, 4, true), (13, 3, false), (13, 4, true), (261, 78, false), (261, 79, true),
        (0, 5, false),
    ]) func aShareIsExceededAboveTheLimitOnly(_ recorded: Int, _ count: Int, _ isExceeded: Bool) {
        #expect(plan(recorded: recorded, deletes: count).breaches.isEmpty != isExceeded)
        #expect(plan(recorded: recorded, updates: count).breaches.isEmpty != isExceeded)
        #expect(plan(recorded: recorded, recreations: count).breaches.isEmpty != isExceeded)
    }

    @Test(arguments: [(4, false), (5, false), (6, true)])
    func aCountIsExceededAboveTheLimitOnly(_ count: Int, _ isExceeded: Bool) {
        let limits = SafetyLimits(delete: .count(5))
        #expect(plan(recorded: 1000, deletes: count, limits: limits).breaches.isEmpty != isExceeded)
    }

    @Test func ordinaryCreatesAndOverwritesCountAsTheyShould() {
        let created = PlannedChange(.create, id: nil, path: ItemPath("/a"), reason: .init(.new))
        #expect(Plan(changes: Array(repeating: created, count: 50), recorded: 10).breaches.isEmpty)
        #expect(plan(recorded: 10, updates: 2, recreations: 2).breaches.map(\.count) == [4])
    }

    @Test func theMessageHasTheFigures() {
        let breaches = plan(recorded: 261, deletes: 90, updates: 79).breaches
        #expect(
            breaches.map(\.message) == [
                "the plan deletes 90 of 261 recorded items, limit 30 %",
                "the plan updates 79 of 261 recorded items, limit 30 %",
            ])
        #expect(breaches.allSatisfy { $0.hint.contains("--force") })
    }

    @Test func aSmallLedgerHasNoLimitsUnlessAskedFor() {
        #expect(plan(recorded: 2, deletes: 2).breaches.isEmpty)
        #expect(!plan(recorded: 2, deletes: 2, limits: SafetyLimits(from: 1)).breaches.isEmpty)
        #expect(plan(recorded: 2, deletes: 2, limits: SafetyLimits(delete: .count(2))).breaches.isEmpty)
        #expect(!plan(recorded: 2, deletes: 2, limits: SafetyLimits(delete: .count(1))).breaches.isEmpty)
    }

    @Test(arguments: [("30%", "30%"), ("5", "5"), ("0", "0"), ("0%", "0%")])
    func limitsAreReadAsWritten(_ text: String, _ expected: String) {
        #expect(SafetyLimits.Limit(text)?.description == expected)
    }

    @Test(arguments: ["", "%", "-1", "3.5%", "30 %", "many", "99999999999999999999"])
    func otherTextsAreNoLimits(_ text: String) {
        #expect(SafetyLimits.Limit(text) == nil)
    }

    @Test func hugeLimitsDoNotOverflow() {
        #expect(plan(recorded: 20, deletes: 20, limits: SafetyLimits(delete: .share(percent: .max))).breaches.isEmpty)
    }

    @Test(arguments: [
        ([PlanAction](), 0, 0), ([.unchanged, .orphan, .refresh, .excluded, .held, .unknown, .unmanaged], 0, 0),
        ([.create], 0, 2), ([.adopt], 0, 2), ([.forget], 0, 2), ([.delete], 0, 2), ([.update], 0, 2),
        ([.drift, .update], 0, 8), ([.conflict, .create], 0, 8), ([.error, .create], 0, 1), ([.error, .drift], 0, 8),
    ]) func planSaysWhatItHoldsOnlyWhenAsked(_ actions: [PlanAction], _ plain: Int32, _ asked: Int32) {
        let changes = actions.enumerated().map { number, action in
            PlannedChange(action, id: nil, path: ItemPath("/\(number)"), reason: .init(.new))
        }
        #expect(planExit(Plan(changes: changes), exitCodeFlag: false).rawValue == plain)
        #expect(planExit(Plan(changes: changes), exitCodeFlag: true).rawValue == asked)
    }

    @Test func anExceededLimitDecidesUnlessForced() {
        #expect(planExit(plan(recorded: 10, deletes: 9), exitCodeFlag: true) == .safetyLimit)
        #expect(planExit(plan(recorded: 10, deletes: 9, force: true), exitCodeFlag: true) == .changesPending)
        #expect(planExit(plan(recorded: 10, deletes: 9), exitCodeFlag: false) == .done)
    }

    @Test func theFirstCauseInOrderDecides() {
        #expect(ExitCode.beforeFirstWrite([.failed, .driftOrConflict, .safetyLimit]) == .safetyLimit)
        #expect(ExitCode.beforeFirstWrite([.stale, .accessDenied, .invalidInput]) == .invalidInput)
        #expect(ExitCode.beforeFirstWrite([.locked, .stale]) == .locked)
        #expect(ExitCode.beforeFirstWrite([]) == .done)
    }
}

@Suite struct ListingCheckTests {
    private let recorded = (0..<10).map { ItemPath("/airflow/connections/c\($0)") }

    private func verdict(listed count: Int, extra: [String] = []) -> ListingCheck.Verdict {
        ListingCheck.verdict(
            folders: ["/airflow/connections/", "/airflow/variables/"],
            listed: Set(recorded.prefix(count) + extra.map(ItemPath.init)), recorded: recorded)
    }

    @Test(arguments: [(10, true), (6, true), (5, true), (4, false), (1, false)])
    func fewerThanHalfIsSuspicious(_ listed: Int, _ isPlausible: Bool) {
        #expect((verdict(listed: listed) == .plausible) == isPlausible)
    }

    @Test func theFiguresAreTold() {
        #expect(verdict(listed: 4) == .shrunk(listed: 4, recorded: 10))
        #expect(verdict(listed: 4).message?.contains("4 of 10 items") == true)
        #expect(verdict(listed: 0) == .folderEmpty(folder: "/airflow/connections/", recorded: 10))
        #expect(verdict(listed: 0).message?.contains("/airflow/connections/") == true)
        #expect(verdict(listed: 10).message == nil)
    }

    @Test func aFolderThatTheLedgerDoesNotUseMayBeEmpty() {
        #expect(verdict(listed: 10) == .plausible)
        #expect(
            ListingCheck.verdict(folders: ["/airflow/variables/"], listed: [], recorded: [ItemPath]()) == .plausible)
    }

    @Test func strangersInTheFolderDoNotHideTheLoss() {
        #expect(verdict(listed: 0, extra: ["/airflow/connections/theirs"]) == .shrunk(listed: 0, recorded: 10))
    }
}
