import AirflowModel
import SyncEngine
import SyncModel
import Testing

@Suite struct AirflowSettingsTests {
    @Test func whatIsRevealedIsOneLogin() async throws {
        let scene = try await EngineScene(files: [:], variables: ["AKEYLESS_UID_TOKEN": "u-1"])
        let settings = try await scene.with { try await $0.airflowSettings(revealing: true) }
        let login = settings.arguments.filter {
            ["access_type", "access_id", "access_key", "uid_token"].contains($0.name)
        }
        #expect(login.map(\.name) == ["access_type", "uid_token"])
        #expect(login.map(\.value) == [.text("uid"), .text("u-1")])
    }
}
