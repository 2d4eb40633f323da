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

        /// What every read of another path gets.
        var status = 404

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
            if status == 0 { throw TransportError(.neverSent, "refused") }
            let text = #"{"error":"Status 404 Not Found, Error: NotFound. Message: no"}"#
            return TransportResponse(status: status, headers: json, body: Array(text.utf8))
        }
    }

    private func backend(_ table: Table, _ naming: NamingConvention = NamingConvention()) throws -> AkeylessBackend {
        var options = ClientOptions(time: .system)
        options.retry = .never
        let client = AkeylessClient(
            gateway: try GatewayURL("https://gw.example.com"), auth: .session(token: Secret("t-1")), transport: table,
            options: options)
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
        #expect(absent.answered == nil && absent.failures.isEmpty && absent.asked == ["/airflow/variables/v"])
        let denied = try await backend(Table(denied: ["/airflow/variables/v"])).variable(key: "v")
        #expect(denied.answered == nil && denied.failures.count == 1)
    }

    @Test func aTeamIsAskedFirstAndARefusalFallsThroughAsInTheProvider() async throws {
        let table = Table(values: ["/airflow/variables/v": "shared"], denied: ["/airflow/variables/a/v"])
        let answer = try await backend(table, NamingConvention(multiTeam: true)).variable(key: "v", team: "a")
        #expect(answer.asked == ["/airflow/variables/a/v", "/airflow/variables/v"])
        #expect(answer.answered == "/airflow/variables/v")
        #expect(answer.failures.count == 1)
    }

    @Test func aKeyThatCouldNameAnotherTeamsEntryIsRefusedUnasked() async throws {
        let answer = try await backend(Table(), NamingConvention(multiTeam: true)).variable(key: "a/v", team: "b")
        #expect(answer.refused != nil && answer.asked.isEmpty)
    }

    @Test func everyEndHasItsName() async throws {
        let table = Table(denied: ["/airflow/variables/v"])
        #expect(try await name(backend(Table()).variable(key: "v").outcome) == "absent")
        #expect(try await name(backend(table).variable(key: "v").outcome) == "denied")
        #expect(try await name(backend(Table(status: 429)).variable(key: "v").outcome) == "throttled")
        #expect(try await name(backend(Table(status: 503)).variable(key: "v").outcome) == "failed")
        #expect(try await name(backend(Table(status: 0)).variable(key: "v").outcome) == "unreachable")
        #expect(
            try await name(backend(Table(values: ["/airflow/variables/v": "x"])).variable(key: "v").outcome) == "value")
    }

    @Test func aThrottledTeamFallsThroughAndAMissingAnswerDoesNot() async throws {
        let naming = NamingConvention(multiTeam: true)
        let throttled = try await backend(Table(status: 429), naming).variable(key: "v", team: "a")
        #expect(throttled.asked.count == 2 && throttled.failures.count == 2)
        let unreachable = try await backend(Table(status: 0), naming).variable(key: "v", team: "a")
        #expect(unreachable.asked == ["/airflow/variables/a/v"])
    }

    private func name<Reading>(_ outcome: BackendAnswer<Reading>.Outcome) -> String {
        switch outcome {
        case .value: "value"
        case .absent: "absent"
        case .refused: "refused"
        case .denied: "denied"
        case .throttled: "throttled"
        case .unreachable: "unreachable"
        case .failed: "failed"
        }
    }
}
