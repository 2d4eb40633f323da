import AirflowModel
import Declarations
import SyncModel
import Testing

@testable import SyncEngine

@Suite struct PayloadComposerTests {
    private let composer = PayloadComposer(rules: .current, encoding: .auto)
    private let payload = DesiredPayload(
        content: .declared(.connection(Connection(connType: "http", host: "h"))), kept: ["login", "password"])

    private func problem(keptFrom current: Secret?) -> String? {
        do {
            _ = try composer.text(payload, keptFrom: current)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func whatIsMissingOfTheKeptFieldsIsNamed() {
        #expect(problem(keptFrom: Secret(#"{"conn_type": "http", "login": "u", "password": "p"}"#)) == nil)
        #expect(problem(keptFrom: Secret(#"{"conn_type": "http", "login": "u"}"#))?.hasSuffix(": password") == true)
        #expect(problem(keptFrom: Secret("no connection"))?.hasSuffix(": login, password") == true)
        #expect(problem(keptFrom: nil) == "a field is to be kept, but nothing is there to keep")
    }
}
