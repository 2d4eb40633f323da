import SyncModel

/// The ways to an access token of Azure.
struct AzureTokens: Sendable {
    let context: CloudContext
    let cloud: AzureCloud
    let objectID: String?

    /// The address of the metadata service; the variable is the one that Azure's own tools honour.
    static func metadataHost(_ context: CloudContext) -> String {
        var host = context.variable("AZURE_POD_IDENTITY_AUTHORITY_HOST") ?? "http://169.254.169.254"
        while host.hasSuffix("/") { host.removeLast() }
        return host
    }

    @Sendable func fromClientSecret() async throws(StepFailure) -> Secret {
        guard let secret = context.variable("AZURE_CLIENT_SECRET") else {
            throw .unset("AZURE_CLIENT_SECRET is not set")
        }
        return try await fromAuthority([("client_secret", secret)])
    }

    @Sendable func fromWorkloadIdentity() async throws(StepFailure) -> Secret {
        guard let file = context.variable("AZURE_FEDERATED_TOKEN_FILE") else {
            throw .unset("AZURE_FEDERATED_TOKEN_FILE is not set")
        }
        return try await fromAuthority([
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", try context.text(ofFile: file)),
        ])
    }

    @Sendable func fromAppService() async throws(StepFailure) -> Secret {
        guard let endpoint = context.variable("IDENTITY_ENDPOINT") else { throw .unset("IDENTITY_ENDPOINT is not set") }
        guard let header = context.variable("IDENTITY_HEADER") else {
            throw .failed("IDENTITY_ENDPOINT is set, IDENTITY_HEADER is not")
        }
        let mark = endpoint.contains("?") ? "&" : "?"
        let url = endpoint + mark + query(version: "2019-08-01", objectName: "principal_id")
        return try await fetch(url, HTTPHeader("X-IDENTITY-HEADER", header))
    }

    @Sendable func fromInstance() async throws(StepFailure) -> Secret {
        let url =
            Self.metadataHost(context) + "/metadata/identity/oauth2/token?"
            + query(version: "2018-02-01", objectName: "object_id")
        return try await fetch(url, HTTPHeader("Metadata", "true"))
    }

    private func query(version: String, objectName: String) -> String {
        var query = "api-version=\(version)&resource=\(cloud.resource.percentEscaped)"
        if let objectID {
            query += "&\(objectName)=\(objectID.percentEscaped)"
        } else if let clientID = context.variable("AZURE_CLIENT_ID") {
            query += "&client_id=\(clientID.percentEscaped)"
        }
        return query
    }

    /// Asks a service of the machine.
    ///
    /// Azure wants its 404 and 410 to be tried again, as it answers so while it updates.
    private func fetch(_ url: String, _ header: HTTPHeader) async throws(StepFailure) -> Secret {
        let request = TransportRequest(method: "GET", url: url, headers: [header], timeout: .seconds(3))
        let response = try await context.fetch(request, attempts: 4) { [404, 410, 429].contains($0) || $0 >= 500 }
        return try token(in: response)
    }

    private func fromAuthority(_ proof: [(String, String)]) async throws(StepFailure) -> Secret {
        guard let tenant = context.variable("AZURE_TENANT_ID"), let client = context.variable("AZURE_CLIENT_ID") else {
            throw .failed("AZURE_TENANT_ID or AZURE_CLIENT_ID is not set")
        }
        var authority = context.variable("AZURE_AUTHORITY_HOST") ?? cloud.authority
        while authority.hasSuffix("/") { authority.removeLast() }
        if !authority.contains("://") { authority = "https://" + authority }
        guard let address = try? WebAddress(authority), address.scheme == "https" || address.isLoopback else {
            throw .failed("AZURE_AUTHORITY_HOST is not an https address")
        }
        let fields = [
            ("grant_type", "client_credentials"), ("client_id", client), ("scope", cloud.resource + ".default"),
        ]
        let body = (fields + proof).map { "\($0)=\($1.percentEscaped)" }.joined(separator: "&")
        let request = TransportRequest(
            url: "\(authority)/\(tenant.percentEscaped)/oauth2/v2.0/token", headers: [CloudContext.formHeader],
            body: Array(body.utf8), timeout: .seconds(10))
        return try token(in: try await context.fetch(request))
    }

    private func token(in response: TransportResponse) throws(StepFailure) -> Secret {
        let members = CloudContext.members(response.body)
        guard response.status == 200 else {
            let code = members["error"].map { ", " + escapedForTerminal(String($0.reveal().prefix(60))) } ?? ""
            throw .failed("it answered with status \(response.status)\(code)")
        }
        guard let token = members["access_token"], !token.isEmpty else { throw .failed("it gave no token") }
        return token
    }
}
