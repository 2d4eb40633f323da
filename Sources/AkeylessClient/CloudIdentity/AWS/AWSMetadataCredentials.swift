import AkeylessWire
import SyncModel

/// Credentials that the container service of ECS or EKS hands to its tasks.
struct AWSContainerCredentials: Sendable {
    let context: CloudContext

    @Sendable func credentials() async throws(StepFailure) -> AWSCredentials {
        let url = try address()
        var headers: [HTTPHeader] = []
        if let file = context.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
            headers.append(HTTPHeader("Authorization", try context.text(ofFile: file)))
        } else if let token = context.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN") {
            headers.append(HTTPHeader("Authorization", token))
        }
        let response = try await context.fetch(
            TransportRequest(method: "GET", url: url, headers: headers, timeout: .seconds(5)))
        guard response.status == 200 else { throw .failed("it answered with status \(response.status)") }
        return try AWSCredentials(members: CloudContext.members(response.body), tokenName: "Token")
    }

    /// Amazon allows full addresses only on this machine, its own two link-local ones, or over TLS.
    private func address() throws(StepFailure) -> String {
        if let path = context.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            return "http://169.254.170.2" + (path.hasPrefix("/") ? path : "/" + path)
        }
        guard let text = context.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") else {
            throw .unset("AWS_CONTAINER_CREDENTIALS_FULL_URI is not set")
        }
        guard let address = try? WebAddress(text) else {
            throw .failed("AWS_CONTAINER_CREDENTIALS_FULL_URI is not an address")
        }
        let isOwn = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"].contains(address.host) || address.isLoopback
        guard address.scheme == "https" || isOwn else {
            throw .failed("AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor an address of this machine")
        }
        return text
    }
}

/// Credentials of an EC2 instance, by version 2 of its metadata service.
struct AWSInstanceCredentials: Sendable {
    let context: CloudContext

    @Sendable func credentials() async throws(StepFailure) -> AWSCredentials {
        guard context.variable("AWS_EC2_METADATA_DISABLED")?.lowercased() != "true" else {
            throw .unset("AWS_EC2_METADATA_DISABLED is true")
        }
        let base = AWSEndpoints(context: context, region: "").instanceMetadata
        let lifetime = HTTPHeader("x-aws-ec2-metadata-token-ttl-seconds", "21600")
        let token = try await fetch("PUT", base + "/latest/api/token", lifetime)
        let header = HTTPHeader("x-aws-ec2-metadata-token", String(decoding: token, as: UTF8.self).trimmed)
        let folder = base + "/latest/meta-data/iam/security-credentials/"
        let roles = String(decoding: try await fetch("GET", folder, header), as: UTF8.self)
        guard let role = roles.split(whereSeparator: \.isNewline).first?.trimmed, !role.isEmpty else {
            throw .failed("the instance has no role")
        }
        let answer = try await fetch("GET", folder + role.percentEscaped, header)
        return try AWSCredentials(members: CloudContext.members(answer), tokenName: "Token")
    }

    private func fetch(_ method: String, _ url: String, _ header: HTTPHeader) async throws(StepFailure) -> [UInt8] {
        let request = TransportRequest(method: method, url: url, headers: [header], timeout: .seconds(2))
        let response = try await context.fetch(request, attempts: 2)
        guard response.status == 200 else {
            throw .failed("the metadata service answered with status \(response.status)")
        }
        return response.body
    }
}
