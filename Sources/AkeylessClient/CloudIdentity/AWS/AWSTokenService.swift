import SyncModel

/// The two calls of Amazon's token service that trade one identity for another.
struct AWSTokenService: Sendable {
    let context: CloudContext
    let region: String

    struct Role: Sendable {
        var arn: String
        var sessionName: String
        var externalID: String?
    }

    func assume(_ role: Role, as credentials: AWSCredentials) async throws(StepFailure) -> AWSCredentials {
        var form = common("AssumeRole", role)
        if let externalID = role.externalID { form += "&ExternalId=\(externalID.percentEscaped)" }
        let url = try address()
        let signer = AWSSigner(credentials: credentials, region: region, service: "sts")
        let headers = signer.sign(
            method: "POST", url: url, headers: [CloudContext.formHeader], body: Array(form.utf8),
            time: context.time.now())
        return try await call(form, headers: headers)
    }

    func assume(_ role: Role, withWebIdentity token: Secret) async throws(StepFailure) -> AWSCredentials {
        let form =
            common("AssumeRoleWithWebIdentity", role) + "&WebIdentityToken=\(token.reveal().percentEscaped)"
        return try await call(form, headers: [CloudContext.formHeader])
    }

    private func common(_ action: String, _ role: Role) -> String {
        "Action=\(action)&Version=2011-06-15&RoleArn=\(role.arn.percentEscaped)"
            + "&RoleSessionName=\(role.sessionName.percentEscaped)"
    }

    private func address() throws(StepFailure) -> WebAddress {
        do { return try WebAddress(AWSEndpoints(context: context, region: region).tokenService) } catch {
            throw .failed("the address of the token service is not usable: \(error.reason)")
        }
    }

    private func call(_ form: String, headers: [HTTPHeader]) async throws(StepFailure) -> AWSCredentials {
        let url = AWSEndpoints(context: context, region: region).tokenService
        let response = try await context.fetch(
            TransportRequest(url: url, headers: headers, body: Array(form.utf8), timeout: .seconds(10)))
        let text = String(decoding: response.body, as: UTF8.self)
        guard response.status == 200 else {
            let code = Self.element("Code", in: text).map { ", " + escapedForTerminal($0) } ?? ""
            throw .failed("the token service answered with status \(response.status)\(code)")
        }
        guard let id = Self.element("AccessKeyId", in: text), let key = Self.element("SecretAccessKey", in: text) else {
            throw .failed("the token service gave no access key")
        }
        return AWSCredentials(
            accessKeyID: id, secretAccessKey: Secret(key),
            sessionToken: Self.element("SessionToken", in: text).map(Secret.init))
    }

    /// The text of the first element of a name; the answers hold nothing that would need a real reader of XML.
    private static func element(_ name: String, in text: String) -> String? {
        guard let open = text.firstRange(of: "<\(name)>"),
            let close = text[open.upperBound...].firstRange(of: "</\(name)>")
        else { return nil }
        return text[open.upperBound..<close.lowerBound].trimmed
    }
}
