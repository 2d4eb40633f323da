import AirflowAkeyless
import Applying
import DevGateway
import Planning
import SyncEngine
import SyncModel
import Testing

@Suite struct ApplyTests {
    private static let files = [
        "connections/warehouse.yaml": """
        warehouse:
          conn_type: postgres
          host: db.example.com
          password: ref+env://WAREHOUSE_PASSWORD
          extra: {sslmode: require}
        """,
        "variables/all.yaml": "region: eu-central-1\nsettings: {retries: 3}\n",
    ]

    private func scene() async throws -> EngineScene {
        try await EngineScene(files: Self.files, variables: ["WAREHOUSE_PASSWORD": "first-canary"])
    }

    @Test func aSecondPlanIsEmptyAndReadsNoManagedValue() async throws {
        let scene = try await scene()
        let outcome = try await scene.apply()
        #expect(outcome.exit == .done)
        #expect(outcome.report.count(.done) == 3)
        let plan = try await scene.plan()
        #expect(planExit(plan.plan, exitCodeFlag: true) == .done)
        #expect(plan.stats.valuesRead == 0)
        #expect(plan.plan.summary[.unchanged] == 3)
    }

    @Test func changingOneReferencedPasswordPlansExactlyThatField() async throws {
        let scene = try await scene()
        try await scene.apply()
        let plan = try await scene.plan(PlanRequest(), ["WAREHOUSE_PASSWORD": "second-canary"])
        #expect(plan.plan.summary[.update] == 1)
        let change = try #require(plan.plan.pending.first)
        #expect(change.fields.map(\.name) == ["password"])
        #expect(change.fields.allSatisfy { $0.secret && $0.before == nil && $0.after == nil })
        #expect(try !#require(plan.file).text.contains("canary"))
    }

    @Test func whatIsNoLongerDeclaredIsAnOrphanUntilPruned() async throws {
        let scene = try await scene()
        try await scene.apply()
        try scene.write("variables/all.yaml", "region: eu-central-1\n")
        try await scene.commit()
        #expect(try await scene.plan().plan.summary[.orphan] == 1)
        var call = ApplyCall()
        call.plan.prune = true
        #expect(try await scene.apply(call).report.count(.done) == 1)
        #expect(try await scene.plan().plan.summary[.unchanged] == 2)
    }

    @Test func anOlderCheckoutIsRefused() async throws {
        let scene = try await scene()
        try await scene.apply()
        try scene.write("variables/more.yaml", "more: x\n")
        try await scene.commit()
        try await scene.apply()
        try await scene.git("checkout", "--quiet", "HEAD~1")
        let warning = try #require(try await scene.plan().diagnostics.first { $0.code == "source-older" })
        #expect(warning.severity == .warning)
        #expect(warning.message.hasPrefix("`lockstep apply` would refuse: this checkout is older"))
        let failure = try await #require(throws: EngineFailure.self) { try await scene.apply() }
        #expect(failure.exit == .stale)
        #expect(failure.code == "source-older")
    }

    @Test func aCloneWithoutTheLedgerStopsInsteadOfAdopting() async throws {
        let scene = try await scene()
        try await scene.apply()
        let tip = try await scene.git("rev-parse", "lockstep/default")
        try await scene.git("branch", "-D", "lockstep/default")
        let failure = try await #require(throws: EngineFailure.self) { try await scene.plan() }
        #expect(failure.exit == .stale)
        #expect(failure.hints == ["this clone still holds it: git branch lockstep/default \(tip)"])
        try await scene.git("branch", "lockstep/default", tip)
        #expect(try await scene.plan().plan.summary[.unchanged] == 3)
    }

    @Test func aPlanFileIsRefusedAfterTheRepositoryChanged() async throws {
        let scene = try await scene()
        try await scene.apply()
        try scene.write("variables/all.yaml", "region: us-east-1\nsettings: {retries: 3}\n")
        let text = try #require(try await scene.plan().file).text
        try scene.write("variables/all.yaml", "region: ap-south-1\nsettings: {retries: 3}\n")
        var call = ApplyCall()
        call.planFile = text
        let failure = try await #require(throws: EngineFailure.self) { try await scene.apply(call) }
        #expect(failure.exit == .stale)
        try scene.write("variables/all.yaml", "region: us-east-1\nsettings: {retries: 3}\n")
        #expect(try await scene.apply(call).report.count(.done) == 1)
    }

    @Test func underCIALocalLedgerAndADirtyTreeAreRefused() async throws {
        let scene = try await scene()
        var call = ApplyCall()
        call.isCI = true
        #expect(try await #require(throws: EngineFailure.self) { try await scene.apply(call) }.code == "ledger-local")
        call.localLedger = true
        try scene.write("variables/more.yaml", "more: x\n")
        #expect(try await #require(throws: EngineFailure.self) { try await scene.apply(call) }.code == "source-dirty")
        call.allowDirty = true
        #expect(try await scene.apply(call).exit == .done)
    }

    @Test func aLedgerThatWouldBeLostIsToldBeforeBrokenFiles() async throws {
        let scene = try await EngineScene(files: ["variables/all.yaml": "nothing: null\n"])
        var call = ApplyCall()
        call.isCI = true
        #expect(try await #require(throws: EngineFailure.self) { try await scene.apply(call) }.code == "ledger-local")
        call.localLedger = true
        #expect(try await #require(throws: EngineFailure.self) { try await scene.apply(call) }.exit == .invalidInput)
    }

    /// It is not documented whether a new description moves the date of its item.
    @Test(arguments: [true, false]) func anEditedDescriptionIsDriftWhateverTheDateSays(dateMoves: Bool) async throws {
        var guesses = ServiceGuesses()
        guesses.metadataMovesTheDate = dateMoves
        let scene = try await EngineScene(
            files: ["variables/all.yaml": "a: {value: x, description: ours}\nb: y\nc: z\n"], guesses: guesses)
        try await scene.apply()
        try await scene.with { engine in
            for name in ["a", "b"] {
                try await engine.hook().updateItem("/airflow/variables/\(name)", description: "theirs")
            }
        }
        let plan = try await scene.plan().plan
        #expect(
            plan.changes.filter { $0.action == .drift }.map(\.fields).map { $0.map(\.name) } == [
                ["description"], ["description"],
            ])
        #expect(plan.summary[.unchanged] == 1)
        var call = ApplyCall()
        call.plan.overwriteDrift = true
        #expect(try await scene.apply(call).report.count(.done) == 2)
        let after = try await scene.plan()
        #expect(after.plan.summary[.unchanged] == 3 && after.stats.valuesRead == 0)
    }

    @Test func nothingToDoWritesNothing() async throws {
        let scene = try await EngineScene(files: [:])
        let outcome = try await scene.apply()
        #expect(outcome.exit == .done)
        #expect(outcome.report.ending == .nothingToDo)
        #expect(outcome.plan.stats.requests["create-secret"] == nil)
        #expect(try await scene.git("for-each-ref", "refs/heads/lockstep", "refs/lockstep").isEmpty)
    }

    @Test func theHistoryIsGitsOwn() async throws {
        let scene = try await scene()
        try await scene.apply()
        try scene.write("variables/all.yaml", "region: us-east-1\nsettings: {retries: 3}\n")
        try await scene.commit()
        try await scene.apply()
        let log = try await scene.git(
            "log", "--format=%s", "lockstep/default", "--", "airflow/variables/region.json")
        #expect(log == "Apply 1 change to default: 1 updated\nApply 3 changes to default: 3 created")
        #expect(try await scene.git("status", "--porcelain").isEmpty)
        try await scene.git("fsck", "--strict")
        let entries = try await scene.with { try await $0.history(HistoryRequest(paths: ["variables/region"])) }
        #expect(entries.count == 2)
    }
}
