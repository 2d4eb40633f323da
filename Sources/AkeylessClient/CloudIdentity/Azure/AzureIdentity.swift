import AkeylessWire
import SyncModel

/// The identity that akeyless takes from Azure: an access token for the management of the cloud.
struct AzureIdentity: Sendable {
    let context: CloudContext

    /// Chooses one of several managed identities of a machine.
    let objectID: String?

    /// The cloud that the user named; nil finds out.
    let givenCloud: AzureCloud?

    struct Proof: Sendable {
        var cloudID: Secret
        var cloud: AzureCloud
    }

    func proof() async throws(CloudIdentityError) -> Proof {
        let cloud = await cloud()
        let tokens = AzureTokens(context: context, cloud: cloud, objectID: objectID)
        // An object id names a managed identity, so nothing else can be meant.
        let own = [
            IdentityStep(place: "client secret", look: tokens.fromClientSecret),
            IdentityStep(place: "workload identity", look: tokens.fromWorkloadIdentity),
        ]
        let managed = [
            IdentityStep(place: "App Service", look: tokens.fromAppService),
            IdentityStep(place: "instance metadata", look: tokens.fromInstance),
        ]
        let token = try await IdentityStep.first(
            of: objectID == nil ? own + managed : managed, subject: "Azure access token")
        return Proof(cloudID: Secret(Base64.encode(token.reveal())), cloud: cloud)
    }

    /// The cloud that variables name, else that of the machine, else the global one.
    private func cloud() async -> AzureCloud {
        if let givenCloud { return givenCloud }
        for name in ["AZURE_ENVIRONMENT", "AZURE_CLOUD"] {
            if let cloud = context.variable(name).flatMap(AzureCloud.init(named:)) { return cloud }
        }
        let isElsewhere = ["AZURE_CLIENT_SECRET", "AZURE_FEDERATED_TOKEN_FILE", "IDENTITY_ENDPOINT"]
            .contains { context.variable($0) != nil }
        if isElsewhere && objectID == nil { return .global }
        let url = AzureTokens.metadataHost(context) + "/metadata/instance?api-version=2021-02-01&format=json"
        let request = TransportRequest(
            method: "GET", url: url, headers: [HTTPHeader("Metadata", "true")], timeout: .seconds(2))
        guard let response = try? await context.fetch(request, attempts: 1), response.status == 200 else {
            return .global
        }
        return Self.environment(in: response.body).flatMap(AzureCloud.init(named:)) ?? .global
    }

    /// The member `compute.azEnvironment` of the instance's description.
    private static func environment(in bytes: [UInt8]) -> String? {
        var reader = JSONReader(bytes)
        var found: String?
        do {
            try reader.object { (name, reader: inout JSONReader) throws(JSONReadingError) in
                guard name == "compute", try reader.kind() == .object else { return try reader.skip() }
                try reader.object { (name, reader: inout JSONReader) throws(JSONReadingError) in
                    if name == "azEnvironment" { found = try reader.text() } else { try reader.skip() }
                }
            }
        } catch { return nil }
        return found
    }
}
