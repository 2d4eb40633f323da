import SyncModel
import Testing

@testable import Declarations

@Suite struct SecretScanTests {
    private func findings(_ path: String, _ text: String) -> [String] {
        let (settings, _) = Settings.resolve(project: nil)
        guard SecretScan.isScanned(path) else { return [] }
        return SecretScan(settings: settings).findings(in: Array(text.utf8), path: path)?.map { finding in
            "\(finding.code) \(finding.location?.file ?? "")"
        } ?? []
    }

    private let connections = #"{"pg": {"conn_type": "postgres", "host": "h", "password": "canary"}}"#

    @Test(arguments: [
        "connections.json", "connections/a.json", "environments/prod/connections/a.json", "teams/a/connections/x.json",
    ])
    func aPlainPasswordIsFoundWhereverExportsAndDeclarationsLie(_ path: String) {
        #expect(findings(path, connections) == ["plain-secret \(path)"])
    }

    @Test(arguments: ["config.json", "package.json", "connections", "connections.txt", "docs/connections.json"])
    func filesOfOtherToolsAreLeftAlone(_ path: String) {
        #expect(!SecretScan.isScanned(path))
    }

    @Test func anExportOfVariablesIsReadAsOne() {
        #expect(findings("variables.json", #"{"api_token": "canary"}"#) == ["plain-secret variables.json"])
    }
}
