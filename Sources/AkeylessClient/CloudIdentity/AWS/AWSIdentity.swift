import AkeylessWire
import SyncModel

/// The identity that akeyless takes from AWS: a signed question "who am I?" that the service asks in our place.
struct AWSIdentity: Sendable {
    let context: CloudContext

    private static let body = "Action=GetCallerIdentity&Version=2011-06-15"

    func cloudID() async throws(CloudIdentityError) -> Secret {
        let chain = AWSCredentialChain(context)
        return try Self.cloudID(
            credentials: try await chain.credentials(), region: chain.region, time: context.time.now())
    }

    /// Builds the text in the form of the newest client of akeyless for Go: the length is signed but, like the host, not
    /// part of the headers that are handed over.
    static func cloudID(
        credentials: AWSCredentials, region: String, time: Int64
    ) throws(CloudIdentityError) -> Secret {
        let text = AWSEndpoints.publicTokenService(region: region)
        guard let url = try? WebAddress(text) else {
            throw CloudIdentityError(
                subject: "AWS identity",
                steps: [.init(place: "region", reason: "\(escapedForTerminal(region)) is no region")])
        }
        let headers = AWSSigner(credentials: credentials, region: region, service: "sts").sign(
            method: "POST", url: url, headers: [CloudContext.formHeader],
            unsent: [HTTPHeader("Content-Length", String(body.utf8.count))], body: Array(body.utf8), time: time)
        var writer = JSONWriter()
        writer.beginObject()
        for (name, value) in [
            ("sts_request_body", Base64.encode(body)), ("sts_request_headers", Base64.encode(json(headers))),
            ("sts_request_method", "POST"), ("sts_request_url", Base64.encode(text)),
        ] {
            writer.key(name)
            writer.string(value)
        }
        writer.endObject()
        return Secret(Base64.encode(writer.bytes))
    }

    /// Headers as an object of arrays, sorted by name.
    private static func json(_ headers: [HTTPHeader]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for header in headers.sorted(by: { $0.name < $1.name }) {
            writer.key(header.name)
            writer.strings([header.value])
        }
        writer.endObject()
        return writer.bytes
    }
}
