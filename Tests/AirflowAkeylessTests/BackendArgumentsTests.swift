import AirflowModel
import AkeylessClient
import SyncModel
import Testing

@testable import AirflowAkeyless

@Suite struct BackendArgumentsTests {
    private func arguments(_ json: String) throws -> BackendArguments {
        try BackendArguments(json: Secret(json))
    }

    @Test func nothingGivenMeansTheProvidersDefaults() throws {
        let given = try arguments("{}")
        #expect(given.connectionsPath == "/airflow/connections" && given.variablesPath == "/airflow/variables")
        #expect(given.configPath == "/airflow/config" && given.sep == "/" && given.useTeamSecretsPath)
        #expect(given.apiURL == "https://api.akeyless.io" && given.accessType == "api_key" && given.tokenTTL == 600)
    }

    @Test func everyKeywordOfTheProviderIsTaken() throws {
        let given = try arguments(
            """
            {"connections_path": "/c", "variables_path": null, "config_path": "/o/", "sep": "-",
             "use_team_secrets_path": false, "global_secrets_path": "g", "api_url": "https://gw", "access_id": "p-1",
             "access_key": "k", "access_type": "gcp", "uid_token": "u-1", "gcp_audience": "a", "azure_object_id": "o",
             "token_ttl": 60, "not_known": [1]}
            """)
        #expect(given.connectionsPath == "/c" && given.variablesPath == nil && given.configPath == "/o/")
        #expect(given.sep == "-" && !given.useTeamSecretsPath && given.globalSecretsPath == "g")
        #expect(given.apiURL == "https://gw" && given.accessID == "p-1" && given.accessKey == Secret("k"))
        #expect(given.accessType == "gcp" && given.uidToken == Secret("u-1") && given.gcpAudience == "a")
        #expect(given.azureObjectID == "o" && given.tokenTTL == 60)
    }

    @Test func anAirflowConfigGivesTheArgumentsAndTheMode() throws {
        let text = """
            [core]
            multi_team = t
            [secrets]
            # comments and continued lines are Python's
            backend_kwargs = {"access_id": "p-1",
              "access_key": "50%%",

              "connections_path": "/c"}
            """
        let given = try BackendArguments(airflowConfig: Secret(text))
        #expect(given.multiTeam && given.accessKey == Secret("50%") && given.connectionsPath == "/c")
    }

    @Test(arguments: ["[]", "no", #"{"sep": 5}"#, #"{"access_key": 5}"#, #"{"token_ttl": "600"}"#])
    func whatAirflowCouldNotUseIsRefusedWithoutShowingIt(_ json: String) {
        let error = #expect(throws: BackendError.self) { try arguments(json) }
        #expect(error?.code == .invalidArguments)
    }

    @Test(arguments: ["k8s", "jwt", "certificate", "password", "API_KEY", ""])
    func otherLoginsAreRefusedInTheProvidersWords(_ type: String) throws {
        let error = #expect(throws: BackendError.self) {
            try AkeylessBackend(BackendArguments(accessID: "p-1", accessType: type))
        }
        #expect(error?.code == .unsupportedAccessType)
        #expect(error?.message.hasPrefix("Unsupported access_type '\(type)' for AkeylessBackend.") == true)
        #expect(error?.hint?.contains("AkeylessHook") == true)
    }

    @Test(arguments: [("0.1.0", 2), ("0.2.9", 2), ("0.3.0", 5), ("0.3", 5), ("0.3.2", 5), ("1.0", 5)])
    func cloudLoginsCameWithARelease(_ release: String, _ count: Int) throws {
        #expect(BackendLogin.all(in: try #require(ReleaseVersion(release))).count == count)
    }

    @Test func aLoginWithoutItsCredentialIsIncomplete() {
        for type in ["api_key", "uid", "aws_iam", "gcp", "azure_ad"] {
            let error = #expect(throws: BackendError.self) { try AkeylessBackend(BackendArguments(accessType: type)) }
            #expect(error?.code == .incompleteLogin)
        }
    }

    @Test func aTokenIsUsedAsItIs() async throws {
        let transport = Recorder()
        let backend = try AkeylessBackend(
            BackendArguments(accessType: "uid", uidToken: Secret("u-7")), transport: transport)
        let answer = try await backend.variable(key: "v")
        #expect(answer.reading?.text == Secret("x"))
        #expect(backend.client.requestCounts == ["get-secret-value": 1])
    }

    /// Gives one value to every read.
    private struct Recorder: HTTPTransport {
        func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
            let headers = [HTTPHeader("Content-Type", "application/json")]
            return TransportResponse(status: 200, headers: headers, body: Array(#"{"/airflow/variables/v":"x"}"#.utf8))
        }
    }
}
