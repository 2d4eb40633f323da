import AirflowModel
import AkeylessClient
import Declarations
import Foundation
import SyncModel
import Testing

@testable import SyncEngine

/// Every recorded lookup of the provider, with its settings in an `airflow.cfg`, asked through what `get` runs.
@Suite struct GetPathTests {
    /// Answers value reads from what a recorded case stores: path to text, or to the status of a refusal.
    private struct RecordedGateway: HTTPTransport {
        let existing: JSONObject

        func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
            let json = [HTTPHeader("Content-Type", "application/json")]
            let body = (try? PythonJSON.parse(String(decoding: request.body, as: UTF8.self)))?.object
            guard case .array(let names) = body?["names"], let name = names.first?.text else {
                return TransportResponse(status: 400, headers: json, body: Array(#"{"error": "no name"}"#.utf8))
            }
            switch existing[name] {
            case .string(let text):
                let answer = JSONObject([JSONObject.Member(JSONString(name), .string(text))])
                return TransportResponse(
                    status: 200, headers: json, body: Array(PythonJSON.dumps(.object(answer)).utf8))
            case .number(let status):
                let text = #"{"error": "Status \#(status), Error: UnauthorizedAccess. Message: no"}"#
                return TransportResponse(status: Int(status) ?? 500, headers: json, body: Array(text.utf8))
            default:
                let text = #"{"error": "Status 404 Not Found, Error: NotFound. Message: no"}"#
                return TransportResponse(status: 404, headers: json, body: Array(text.utf8))
            }
        }
    }

    @Test func everyRecordedLookupIsAskedAsTheProviderAsks() async throws {
        let scene = try await EngineScene(files: [:], settings: "backend: {airflow_cfg: airflow.cfg}\n")
        let cases = try Self.recorded()
        #expect(cases.count > 100)
        for vector in cases {
            let id = vector["id"]?.text ?? "?"
            let arguments = PythonJSON.dumps(vector["backend_kwargs"] ?? .null)
            let isMultiTeam = vector["multi_team"] == .bool(true)
            try scene.write(
                "airflow.cfg", "[core]\nmulti_team = \(isMultiTeam)\n[secrets]\nbackend_kwargs = \(arguments)\n")
            let kind = try #require(EntryKind(rawValue: vector["kind"]?.text ?? ""), "\(id)")
            let entry = EntryID(kind: kind, team: vector["team_name"]?.text, key: vector["key"]?.text ?? "")
            let gateway = RecordedGateway(existing: vector["existing"]?.object ?? [:])
            let outcome = try await scene.get(entry, from: gateway)
            #expect(.array(outcome.asked.map { .text($0) }) == vector["requested"], "\(id)")
            #expect(.bool(outcome.refused != nil) == vector["refused"], "\(id)")
            #expect(try Self.result(of: outcome) == vector["result"], "\(id)")
        }
    }

    private static func recorded() throws -> [JSONObject] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../AirflowModelTests/Vectors/team_paths.json")
        let document = try PythonJSON.parse(String(decoding: try Data(contentsOf: file), as: UTF8.self))
        guard case .array(let cases) = document.object?["cases"] else { return [] }
        return cases.compactMap(\.object)
    }

    private static func result(of outcome: GetOutcome) throws -> JSONValue {
        if let connection = outcome.connection?.connection { return .text(try ConnectionURI.format(connection)) }
        return outcome.text?.value ?? .null
    }
}

extension EngineScene {
    /// What `get` finds behind a network of the test's own.
    fileprivate func get(_ entry: EntryID, from network: any HTTPTransport) async throws -> GetOutcome {
        try await with(onlyReads: true) { engine in
            let gateway = try GatewayAddress("https://gw.example.com")
            _ = try await engine.sharedConnection.connection {
                var options = ClientOptions(time: .system)
                options.retry = .never
                let client = AkeylessClient(
                    gateway: try GatewayURL("https://gw.example.com"), auth: .session(token: Secret("t-1")),
                    transport: network, options: options)
                return SyncEngine.Connection(client: client, address: gateway, accessID: nil)
            }
            return try await engine.get(entry)
        }
    }
}
