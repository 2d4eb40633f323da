import SyncModel
import Testing

@testable import AirflowModel

@Suite struct BackendReaderVectorTests {
    static let stored = Vectors.cases("backend_read").filter { $0["stored"].text != nil }
    static let answered = Vectors.cases("backend_read").filter { !$0["http"].isNull }

    @Test(arguments: stored.filter { $0["kind"].text == "connection" }, AirflowRules.recorded)
    func connectionIsReadAsRecorded(_ vector: VectorCase, _ rules: AirflowRules) throws {
        let reading = BackendReader(rules: rules).connection(stored: Secret(try vector.text("stored")))
        try check(reading, outcome: vector.outcome(of: rules))
        guard rules == .current, let airflow = vector["airflow"].object else { return }
        #expect(.bool(reading.isFound) == airflow["found"])
        #expect(.bool(reading.isFound) == airflow["task_sdk_found"])
        if let answer = airflow["execution_api_answer"]?.text { #expect(reading.isServedToTasks == (answer == "ok")) }
        #expect(!reading.steps.isEmpty)
    }

    @Test(arguments: stored.filter { $0["kind"].text != "connection" }, AirflowRules.recorded)
    func textIsReadAsRecorded(_ vector: VectorCase, _ rules: AirflowRules) throws {
        let reading = BackendReader(rules: rules).text(stored: Secret(try vector.text("stored")))
        try check(reading, outcome: vector.outcome(of: rules))
    }

    @Test(arguments: stored.filter { $0["kind"].text == "variable" })
    func variableReachesTasksAsRecorded(_ vector: VectorCase) throws {
        let reading = BackendReader().text(stored: Secret(try vector.text("stored")))
        let airflow = try #require(vector["airflow"].object)
        for lookup in ["get", "task_sdk_get"] {
            guard let recorded = airflow[lookup]?.object else { continue }
            try check(reading, outcome: recorded, member: "value")
        }
        if let recorded = airflow["get_deserialize_json"]?.object {
            // `Variable.get(…, deserialize_json=True)`: the text read once more as JSON.
            let value = reading.text.flatMap { try? PythonJSON.parse($0.reveal()) }
            #expect(value.map { isRecorded($0, as: recorded["value"] ?? .null) } ?? (recorded["error"] != nil))
        }
        if let answer = airflow["execution_api_answer"]?.text { #expect(reading.isServedToTasks == (answer == "ok")) }
    }

    @Test(arguments: answered)
    func gatewayAnswerIsTakenAsRecorded(_ vector: VectorCase) throws {
        let http = try #require(vector["http"].object)
        let kind = try #require(EntryKind(rawValue: try vector.text("kind")))
        let path = try #require(NamingConvention().lookup(kind: kind, key: "c").asked.first)
        let answer: GatewayAnswer =
            if let body = http["raw_body"]?.text { GatewayAnswer(body: body, path: path) } else {
                http["network_error"] == nil ? .nothing : .unreachable
            }
        let isError = vector.object["error"] != nil
        switch kind {
        case .connection:
            let reading = BackendReader().connection(answer: answer)
            if isError { #expect(reading.fields == nil) } else { try check(reading, outcome: vector.object) }
        case .variable, .config:
            let reading = BackendReader().text(answer: answer)
            if isError { #expect(reading.value == nil) } else { try check(reading, outcome: vector.object) }
        }
    }

    private func check(_ reading: ConnectionReading, outcome: JSONObject) throws {
        guard let expected = outcome["result"]?.object else {
            #expect(reading.fields == nil)
            return
        }
        let fields = try #require(reading.fields)
        #expect(fields.differences(from: expected) == [])
        #expect(fields.teamName == expected["team_name"] ?? .null)
    }

    private func check(_ reading: TextReading, outcome: JSONObject, member: String = "result") throws {
        let expected = outcome[member] ?? .null
        guard !expected.isNull else {
            #expect(!reading.isFound)
            return
        }
        #expect(reading.value.map { isRecorded($0, as: expected) } == true)
        #expect(reading.isFound)
    }
}
