import AirflowAkeyless
import AkeylessWire
import Planning
import SyncEngine
import SyncModel
import Testing

@Suite struct TrashTests {
    private static let path = "/airflow/variables/region"

    private func region(_ value: String?, in scene: EngineScene) async throws {
        try scene.write("variables/all.yaml", "other: x\n" + (value.map { "region: \($0)\n" } ?? ""))
        try await scene.commit()
        var call = ApplyCall()
        call.plan.prune = true
        try await scene.apply(call)
    }

    @Test(arguments: [("eu", 3), ("elsewhere", 4)])
    func anOlderValueIsWrittenOnceHoweverOftenItIsTakenBack(written: String, versions: Int) async throws {
        let scene = try await EngineScene(files: [:], settings: "ledger: {trash_path: /trash}\n")
        for value in ["eu", "us", nil] { try await region(value, in: scene) }
        // As a run that was cut off between the value and the move leaves it.
        try await scene.with { engine in
            let hook = try await engine.hook()
            let item = try #require(try await hook.listItems("/trash").first)
            try await hook.updateSecretValue(item.name, value: Secret(written), keepPreviousVersion: true)
        }
        var call = ApplyCall()
        call.revision = "lockstep/default~2"
        #expect(try await scene.apply(call).exit == .done)
        try await scene.with { engine in
            let hook = try await engine.hook()
            #expect(try await hook.secretValue(Self.path).reveal() == "eu")
            #expect(try await hook.describeItem(Self.path).lastVersion == versions)
        }
    }
}
