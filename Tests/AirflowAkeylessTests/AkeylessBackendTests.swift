import AirflowAkeyless
import AirflowModel
import AkeylessClient
import SyncModel
import Testing

@Suite struct AkeylessBackendTests {
    /// Answers value reads from a table, and refuses some paths.
    private struct Table: HTTPTransport {
        var values: [String: String] = [:]
        var denied: Set<String> = []

        func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
            let json = [HTTPHeader("Content-Type", "application/json")]
            let body = String(decoding: request.body, as: UTF8.self)
            if denied.contains(where: { body.contains("\"\($0)\"") }) {
                let text = #"{"error":"Status 401 Unauthorized, Error: UnauthorizedAccess. Message: no"}"#
                return TransportResponse(status: 401, headers: json, body: Array(text.utf8))
            }
            for (name, value) in values where body.contains("\"\(name)\"") {
                let text = "{\(PythonJSON.dumps(.text(name))):\(PythonJSON.dumps(.text(value)))}"
                return TransportResponse(status: 200, headers: json, body: Array(text.utf8))
            }
            let text = #"{"error":"Status 404 Not Found, Error: NotFound. Message: no"}"#
            return TransportResponse(status: 404, headers: json, body: Array(text.utf8))
        }
    }

    private func backend(_ table: Table, _ naming: NamingConvention = NamingConvention()) throws -> AkeylessBackend {
        let client = AkeylessClient(
            gateway: try GatewayURL("https://gw.example.com"), auth: .session(token: Secret("t-1")), transport: table,
            options: ClientOptions(time: .system))
        return AkeylessBackend(client: client, naming: naming)
    }

    @Test func aConnectionIsReadAsAirflowReadsIt() async throws {
        let table = Table(values: ["/airflow/connections/c": "postgresql://u:p@H:5432/d"])
        let answer = try await backend(table).connection(id: "c")
        #expect(answer.answered == "/airflow/connections/c")
        #expect(answer.reading?.connection?.connType == "postgres")
        #expect(answer.reading?.connection?.host == "h")
    }

    @Test func absentIsNotDenied() async throws {
        let absent = try await backend(Table()).variable(key: "v")
        #expect(absent.answered == nil && absent.denied.isEmpty && absent.asked == ["/airflow/variables/v"])
        let denied = try await backend(Table(denied: ["/airflow/variables/v"])).variable(key: "v")
        #expect(denied.answered == nil && denied.denied.count == 1)
    }

    @Test func aTeamIsAskedFirstAndARefusalFallsThroughAsInTheProvider() async throws {
        let table = Table(values: ["/airflow/variables/v": "shared"], denied: ["/airflow/variables/a/v"])
        let answer = try await backend(table, NamingConvention(multiTeam: true)).variable(key: "v", team: "a")
        #expect(answer.asked == ["/airflow/variables/a/v", "/airflow/variables/v"])
        #expect(answer.answered == "/airflow/variables/v")
        #expect(answer.denied.count == 1)
    }

    @Test func aKeyThatCouldNameAnotherTeamsEntryIsRefusedUnasked() async throws {
        let answer = try await backend(Table(), NamingConvention(multiTeam: true)).variable(key: "a/v", team: "b")
        #expect(answer.refused != nil && answer.asked.isEmpty)
    }
}
