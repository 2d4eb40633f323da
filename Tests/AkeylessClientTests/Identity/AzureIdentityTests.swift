import AkeylessClient
import AkeylessWire
import SyncModel
import Testing

@Suite struct AzureIdentityTests {
    private static let token = TransportResponse.json(#"{"access_token":"azure-token","expires_in":"3599"}"#)

    private func login(
        _ environment: [String: String], files: [String: String] = [:], objectID: String? = nil,
        network: @escaping ScriptedTransport.Script
    ) async throws -> SentRequest {
        let machine = Machine(environment: environment, files: files)
        let request = try await machine.login(.azureAD(accessID: "p-az", objectID: objectID), network: network)
        #expect(request[.accessType] == "azure_ad")
        #expect(request.decoded(.cloudID) == "azure-token")
        return request
    }

    @Test func aClientSecretIsTraded() async throws {
        let environment = ["AZURE_CLIENT_SECRET": "s&1", "AZURE_TENANT_ID": "ten", "AZURE_CLIENT_ID": "cli"]
        let request = try await login(environment) { request in
            #expect(request.url == "https://login.microsoftonline.com/ten/oauth2/v2.0/token")
            #expect(request.form["client_secret"] == "s&1")
            #expect(request.form["scope"] == "https://management.azure.com/.default")
            return Self.token
        }
        #expect(request[.azureCloud] == "AzureCloud")
    }

    @Test func aWorkloadIdentityIsTraded() async throws {
        let environment = [
            "AZURE_FEDERATED_TOKEN_FILE": "/fed", "AZURE_TENANT_ID": "ten", "AZURE_CLIENT_ID": "cli",
            "AZURE_AUTHORITY_HOST": "https://login.example/",
        ]
        _ = try await login(environment, files: ["/fed": "jwt\n"]) { request in
            #expect(request.url == "https://login.example/ten/oauth2/v2.0/token")
            #expect(request.form["client_assertion"] == "jwt")
            #expect(request.form["client_id"] == "cli")
            return Self.token
        }
    }

    @Test(arguments: [
        ("AzureUSGovernment", "https://login.microsoftonline.us", "management.usgovcloudapi.net", "AzureUSGovernment"),
        ("azurechinacloud", "https://login.chinacloudapi.cn", "management.chinacloudapi.cn", "AzureChinaCloud"),
    ])
    func sovereignCloudsHaveTheirOwnAddresses(name: String, authority: String, resource: String, cloud: String)
        async throws
    {
        let environment = [
            "AZURE_ENVIRONMENT": name, "AZURE_CLIENT_SECRET": "s", "AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "c",
        ]
        let request = try await login(environment) { request in
            #expect(request.url.hasPrefix(authority))
            #expect(request.form["scope"] == "https://\(resource)/.default")
            return Self.token
        }
        #expect(request[.azureCloud] == cloud)
    }

    @Test func aNamedCloudIsNotAskedFor() async throws {
        let method = AuthMethod.azureAD(accessID: "p-az", objectID: "o", cloud: "AzureChinaCloud")
        let request = try await Machine().login(method) { request in
            #expect(request.url.contains("resource=https%3A%2F%2Fmanagement.chinacloudapi.cn%2F&object_id=o"))
            return Self.token
        }
        #expect(request[.azureCloud] == "AzureChinaCloud")
    }

    @Test func anAppServiceHasAnIdentity() async throws {
        let environment = [
            "IDENTITY_ENDPOINT": "http://127.0.0.1:41/msi", "IDENTITY_HEADER": "h", "AZURE_CLIENT_ID": "cli",
        ]
        _ = try await login(environment) { request in
            #expect(
                request.url == "http://127.0.0.1:41/msi?api-version=2019-08-01"
                    + "&resource=https%3A%2F%2Fmanagement.azure.com%2F&client_id=cli")
            #expect(request.header("X-IDENTITY-HEADER") == "h")
            return Self.token
        }
    }

    @Test func anInstanceIsAskedForItsCloudAndItsToken() async throws {
        let request = try await login([:], objectID: "obj") { request in
            #expect(request.header("Metadata") == "true")
            if request.url.contains("/metadata/instance") {
                return .json(#"{"compute":{"name":"vm","azEnvironment":"AzureUSGovernmentCloud"}}"#)
            }
            #expect(
                request.url == "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01"
                    + "&resource=https%3A%2F%2Fmanagement.usgovcloudapi.net%2F&object_id=obj")
            return request.number < 4 ? TransportResponse(status: 404) : Self.token
        }
        #expect(request[.azureCloud] == "AzureUSGovernment")
    }

    @Test func everyStepThatWasTriedIsNamed() async throws {
        let test = try Machine().client(.azureAD(accessID: "p-az", objectID: nil)) { _ in
            .json(#"{"error":"invalid_request","error_description":"Identity not found"}"#, status: 400)
        }
        #expect(
            await akeylessError { try await test.client.login() }?.detail
                == "no Azure access token: client secret: AZURE_CLIENT_SECRET is not set; workload identity: "
                + "AZURE_FEDERATED_TOKEN_FILE is not set; App Service: IDENTITY_ENDPOINT is not set; "
                + "instance metadata: it answered with status 400, invalid_request")
    }
}
