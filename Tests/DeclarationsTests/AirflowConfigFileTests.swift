import SyncModel
import Testing

@testable import Declarations

@Suite struct AirflowConfigFileTests {
    private func read(_ text: String) -> ([SettingKey: ProjectFile.Setting], [Diagnostic]) {
        AirflowConfigFile.read(Array(text.utf8), file: "airflow.cfg")
    }

    @Test func pathsComeFromTheSectionOrFromTheDefaults() {
        let arguments = #"backend_kwargs = {"variables_path": "/x", "config_path": ""}"#
        for text in ["[secrets]\n\(arguments)\n", "[DEFAULT]\n\(arguments)\n[secrets]\nbackend = akeyless\n"] {
            let (settings, diagnostics) = read(text)
            #expect(settings[.variablesPath]?.value == .text("/x"))
            #expect(settings[.configPath]?.value == .text(""))
            #expect(diagnostics.isEmpty)
        }
    }

    @Test func aGlobalPathThatIsEmptyIsNotTakenForNone() {
        let (settings, _) = read("[secrets]\nbackend_kwargs = {\"global_secrets_path\": \"\"}\n")
        #expect(settings[.globalSecretsPath]?.value == .text(""))
    }

    @Test(arguments: [
        #"backend_kwargs = {"variables_path": "/$HOME/v"}"#, "backend_kwargs_cmd = cat kwargs",
        "backend_kwargs_secret = kwargs", "backend_kwargs = []",
    ])
    func whatAirflowTakesFromElsewhereIsAnError(_ line: String) {
        let (_, diagnostics) = read("[secrets]\n\(line)\n")
        #expect(diagnostics.map(\.severity) == [.error])
        #expect(diagnostics.first?.location?.line == 2)
    }
}
