import SyncModel

/// The identity that akeyless takes from Google Cloud: an ID token for the audience of the auth method.
struct GCPIdentity: Sendable {
    let context: CloudContext
    let audience: String

    func cloudID() async throws(CloudIdentityError) -> Secret {
        let token = try await IdentityStep.first(
            of: [
                IdentityStep(place: "GOOGLE_APPLICATION_CREDENTIALS", look: fromNamedFile),
                IdentityStep(place: "gcloud's default credentials", look: fromUsualFile),
                IdentityStep(place: "metadata server", look: fromMetadata),
            ], subject: "Google ID token")
        return Secret(Base64.encode(token.reveal()))
    }

    @Sendable private func fromNamedFile() async throws(StepFailure) -> Secret {
        guard let path = context.variable("GOOGLE_APPLICATION_CREDENTIALS") else { throw .unset("it is not set") }
        return try await fromFile(path)
    }

    /// A file that belongs to a person cannot give tokens for an audience; then the metadata server may.
    @Sendable private func fromUsualFile() async throws(StepFailure) -> Secret {
        let folder = context.variable("CLOUDSDK_CONFIG") ?? context.homePath(".config/gcloud")
        guard let path = folder.map({ "\($0)/application_default_credentials.json" }),
            (try? context.effects.readFile(path)) != nil
        else { throw .unset("there is no such file") }
        do throws(StepFailure) {
            return try await fromFile(path)
        } catch { throw error == .unsuitable ? StepFailure.unset(error.reason) : error }
    }

    private func fromFile(_ path: String) async throws(StepFailure) -> Secret {
        let members = CloudContext.members(Array(try context.text(ofFile: path).utf8))
        switch members["type"]?.reveal() {
        case "service_account":
            return try await GCPServiceAccount(context: context, members: members).idToken(for: audience)
        case "authorized_user": throw .unsuitable
        case let type?:
            throw .failed("credentials of the type \(escapedForTerminal(String(type.prefix(40)))) are not supported")
        case nil: throw .failed("the file holds no Google credentials")
        }
    }

    @Sendable private func fromMetadata() async throws(StepFailure) -> Secret {
        let host =
            context.variable("GCE_METADATA_HOST") ?? context.variable("GCE_METADATA_ROOT")
            ?? "metadata.google.internal"
        let base = host.contains("://") ? host : "http://" + host
        let url =
            base + "/computeMetadata/v1/instance/service-accounts/default/identity?audience=\(audience.percentEscaped)"
            + "&format=full"
        let header = HTTPHeader("Metadata-Flavor", "Google")
        let response = try await context.fetch(
            TransportRequest(method: "GET", url: url, headers: [header], timeout: .seconds(3)))
        guard response.status == 200 else { throw .failed("it answered with status \(response.status)") }
        let token = String(decoding: response.body, as: UTF8.self).trimmed
        guard token.split(separator: ".").count == 3 else { throw .failed("its answer is not a token") }
        return Secret(token)
    }
}

extension StepFailure {
    fileprivate static let unsuitable = StepFailure.failed(
        "credentials of a person cannot give a token for an audience; use those of a service account")
}
