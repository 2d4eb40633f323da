import SyncModel

/// The credentials that a profile stands for: its own keys, a role to assume, a token file, or a program to ask.
struct AWSProfileCredentials: Sendable {
    let context: CloudContext
    let profiles: AWSProfiles
    let region: String

    /// - Parameter isNamed: Whether someone asked for this profile; a default one may be missing.
    func credentials(of name: String, isNamed: Bool) async throws(StepFailure) -> AWSCredentials {
        guard let profile = profiles[name] else {
            let reason = "no such profile in the shared configuration files"
            throw StepFailure(wasConfigured: isNamed, reason: reason)
        }
        return try await credentials(of: name, profile, visited: [])
    }

    private func credentials(
        of name: String, _ profile: [String: String], visited: Set<String>
    ) async throws(StepFailure) -> AWSCredentials {
        // A profile may name itself as the source of its role, once; then its own keys are meant.
        if let arn = profile["role_arn"], !visited.contains(name) {
            return try await assumeRole(arn, name, profile, visited: visited.union([name]))
        }
        if let id = profile["aws_access_key_id"], let key = profile["aws_secret_access_key"] {
            return AWSCredentials(
                accessKeyID: id, secretAccessKey: Secret(key),
                sessionToken: profile["aws_session_token"].map(Secret.init))
        }
        if let command = profile["credential_process"] { return try await runProgram(command) }
        if profile["sso_session"] != nil || profile["sso_start_url"] != nil {
            throw .failed("profiles with single sign-on are not supported; export their keys as variables")
        }
        throw .unset("the profile holds no credentials")
    }

    private func assumeRole(
        _ arn: String, _ name: String, _ profile: [String: String], visited: Set<String>
    ) async throws(StepFailure) -> AWSCredentials {
        let role = AWSTokenService.Role(
            arn: arn, sessionName: profile["role_session_name"] ?? "lockstep", externalID: profile["external_id"])
        let service = AWSTokenService(context: context, region: profile["region"] ?? region)
        if let file = profile["web_identity_token_file"] {
            return try await service.assume(role, withWebIdentity: Secret(try context.text(ofFile: file)))
        }
        guard profile["mfa_serial"] == nil else {
            throw .failed("roles that ask for a second factor are not supported")
        }
        return try await service.assume(role, as: try await source(of: name, profile, visited: visited))
    }

    private func source(
        of name: String, _ profile: [String: String], visited: Set<String>
    ) async throws(StepFailure) -> AWSCredentials {
        if let source = profile["source_profile"] {
            guard let other = profiles[source] else {
                throw .failed("its source_profile \(escapedForTerminal(source)) does not exist")
            }
            guard source == name || !visited.contains(source) else {
                throw .failed("its source_profile leads back to itself")
            }
            return try await credentials(of: source, other, visited: visited)
        }
        switch profile["credential_source"] {
        case "Environment": return try AWSCredentialChain.fromVariables(context)
        case "EcsContainer": return try await AWSContainerCredentials(context: context).credentials()
        case "Ec2InstanceMetadata": return try await AWSInstanceCredentials(context: context).credentials()
        default: throw .failed("its role names neither source_profile nor credential_source")
        }
    }

    private func runProgram(_ command: String) async throws(StepFailure) -> AWSCredentials {
        guard let run = context.effects.runProgram else { throw .failed("credential_process cannot be run here") }
        let words = CommandLineWords.split(command)
        guard !words.isEmpty else { throw .failed("credential_process is empty") }
        let output: [UInt8]
        do { output = try await run(words) } catch { throw .failed("credential_process failed") }
        return try AWSCredentials(members: CloudContext.members(output), tokenName: "SessionToken")
    }
}
