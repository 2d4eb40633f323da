/// Where Amazon's services answer, by region and by the variables of its own tools.
struct AWSEndpoints: Sendable {
    let context: CloudContext
    let region: String

    /// The address of the token service in the region, as it is signed for akeyless: always the public one, because the
    /// service has to reach it.
    static func publicTokenService(region: String) -> String {
        "https://sts.\(region).\(region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com")/"
    }

    /// The address for our own calls.
    var tokenService: String {
        let override = context.variable("AWS_ENDPOINT_URL_STS") ?? context.variable("AWS_ENDPOINT_URL")
        guard let override else { return Self.publicTokenService(region: region) }
        return override.hasSuffix("/") ? override : override + "/"
    }

    /// The address of the instance's metadata.
    var instanceMetadata: String {
        var address =
            context.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT")
            ?? (context.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")?.lowercased() == "ipv6"
                ? "http://[fd00:ec2::254]" : "http://169.254.169.254")
        while address.hasSuffix("/") { address.removeLast() }
        return address
    }
}
