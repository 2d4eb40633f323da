import SyncModel

/// Looks for AWS credentials where Amazon's own tools do, in their order: variables, web identity, profile, container,
/// instance.
struct AWSCredentialChain: Sendable {
    let context: CloudContext
    private let profiles: AWSProfiles
    private let profileName: String

    init(_ context: CloudContext) {
        self.context = context
        profiles = AWSProfiles(context)
        profileName = context.variable("AWS_PROFILE") ?? context.variable("AWS_DEFAULT_PROFILE") ?? "default"
    }

    /// The region that variables or the profile name; akeyless accepts any, so there is always one.
    var region: String {
        context.variable("AWS_REGION") ?? context.variable("AWS_DEFAULT_REGION") ?? profiles[profileName]?["region"]
            ?? "us-east-1"
    }

    func credentials() async throws(CloudIdentityError) -> AWSCredentials {
        let profile = AWSProfileCredentials(context: context, profiles: profiles, region: region)
        let isNamed = context.variable("AWS_PROFILE") != nil || context.variable("AWS_DEFAULT_PROFILE") != nil
        return try await IdentityStep.first(
            of: [
                IdentityStep(place: "environment", look: fromVariables),
                IdentityStep(place: "web identity", look: fromWebIdentity),
                IdentityStep(place: "profile \(escapedForTerminal(profileName))") {
                    [profileName] () throws(StepFailure) in
                    try await profile.credentials(of: profileName, isNamed: isNamed)
                },
                IdentityStep(place: "container", look: AWSContainerCredentials(context: context).credentials),
                IdentityStep(place: "EC2 instance", look: AWSInstanceCredentials(context: context).credentials),
            ], subject: "AWS credentials")
    }

    @Sendable private func fromVariables() async throws(StepFailure) -> AWSCredentials {
        try Self.fromVariables(context)
    }

    static func fromVariables(_ context: CloudContext) throws(StepFailure) -> AWSCredentials {
        let id = context.variable("AWS_ACCESS_KEY_ID")
        let key = context.variable("AWS_SECRET_ACCESS_KEY")
        switch (id, key) {
        case (nil, nil): throw .unset("AWS_ACCESS_KEY_ID is not set")
        case (nil, _): throw .failed("AWS_SECRET_ACCESS_KEY is set, AWS_ACCESS_KEY_ID is not")
        case (_, nil): throw .failed("AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not")
        case (let id?, let key?):
            return AWSCredentials(
                accessKeyID: id, secretAccessKey: Secret(key),
                sessionToken: context.variable("AWS_SESSION_TOKEN").map(Secret.init))
        }
    }

    @Sendable private func fromWebIdentity() async throws(StepFailure) -> AWSCredentials {
        guard let file = context.variable("AWS_WEB_IDENTITY_TOKEN_FILE") else {
            throw .unset("AWS_WEB_IDENTITY_TOKEN_FILE is not set")
        }
        guard let arn = context.variable("AWS_ROLE_ARN") else {
            throw .failed("AWS_WEB_IDENTITY_TOKEN_FILE is set, AWS_ROLE_ARN is not")
        }
        let token = Secret(try context.text(ofFile: file))
        let role = AWSTokenService.Role(
            arn: arn, sessionName: context.variable("AWS_ROLE_SESSION_NAME") ?? "lockstep", externalID: nil)
        return try await AWSTokenService(context: context, region: region).assume(role, withWebIdentity: token)
    }
}
