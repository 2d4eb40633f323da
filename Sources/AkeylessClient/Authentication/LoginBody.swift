import AkeylessWire
import SyncModel

/// Builds the body of a login, after proving the identity where that needs more than what the user gave.
struct LoginBody: Sendable {
    let pipeline: RequestPipeline

    private var context: CloudContext {
        CloudContext(
            effects: pipeline.options.cloud, transport: pipeline.transport, time: pipeline.options.time)
    }

    func make(for method: AuthMethod) async throws -> RequestBody {
        switch method {
        case .accessKey(let id, let key): Self.body("access_key", id, [.accessKey: .secret(key)])
        case .universalIdentity(let token, let id, _): Self.body("universal_identity", id, [.uidToken: .secret(token)])
        case .jwt(let id, let token): Self.body("jwt", id, [.jwt: .secret(token)])
        case .awsIAM(let id):
            Self.body("aws_iam", id, [.cloudID: .secret(try await AWSIdentity(context: context).cloudID())])
        case .gcp(let id, let audience): try await gcp(id, audience)
        case .azureAD(let id, let objectID, let cloud): try await azure(id, objectID, cloud)
        case .cloudID(let type, let id, let cloudID): Self.body(type, id, [.cloudID: .secret(cloudID)])
        case .kubernetes(let login): try kubernetes(login)
        case .certificate(let login): try await certificate(login)
        case .session: [:]
        }
    }

    private func gcp(_ id: String, _ audience: String) async throws -> RequestBody {
        let cloudID = try await GCPIdentity(context: context, audience: audience).cloudID()
        return Self.body("gcp", id, [.cloudID: .secret(cloudID), .gcpAudience: .text(audience)])
    }

    private func azure(_ id: String, _ objectID: String?, _ cloud: String?) async throws -> RequestBody {
        let identity = AzureIdentity(
            context: context, objectID: objectID, givenCloud: cloud.flatMap(AzureCloud.init(named:)))
        let proof = try await identity.proof()
        return Self.body("azure_ad", id, [.cloudID: .secret(proof.cloudID), .azureCloud: .text(proof.cloud.name)])
    }

    /// The service takes the token in base64; one that has no dots is encoded already.
    private func kubernetes(_ login: KubernetesCredentials) throws -> RequestBody {
        let token: String
        if let given = login.token {
            token = given.reveal().trimmed
        } else {
            do throws(StepFailure) {
                token = try context.text(ofFile: login.tokenFile)
            } catch {
                throw CloudIdentityError(
                    subject: "service-account token", steps: [.init(place: "projected file", reason: error.reason)])
            }
        }
        let encoded = token.contains(".") ? Base64.encode(token) : token
        return Self.body(
            "k8s", login.accessID,
            [
                .k8sAuthConfigName: .text(login.configurationName),
                .k8sServiceAccountToken: .secret(Secret(encoded)), .gatewayURL: login.gatewayURL.map(WireValue.text),
            ])
    }

    private func certificate(_ login: CertificateCredentials) async throws -> RequestBody {
        guard let key = PrivateKey(pem: login.privateKey) else {
            throw CloudIdentityError(
                subject: "certificate login",
                steps: [
                    .init(
                        place: "private key", reason: "it is not an unencrypted RSA or elliptic-curve key in PEM form")
                ])
        }
        let certificate = WireValue.secret(Secret(Base64.encode(login.certificate.reveal())))
        do {
            let challenge = try await challenge(login.accessID, certificate)
            guard let signature = key.signature(for: Base64.decode(challenge) ?? Array(challenge.utf8)) else {
                throw CloudIdentityError(
                    subject: "certificate login", steps: [.init(place: "private key", reason: "it cannot sign")])
            }
            let signed = Secret(Base64.encode(signature))
            return Self.body(
                "cert", login.accessID,
                [.certData: certificate, .certChallenge: .text(challenge), .signedCertChallenge: .secret(signed)])
        } catch let error as AkeylessError where error.kind == .unknownCommand {
            let encodedKey = Secret(Base64.encode(login.privateKey.reveal()))
            return Self.body("cert", login.accessID, [.certData: certificate, .keyData: .secret(encodedKey)])
        }
    }

    private func challenge(_ accessID: String, _ certificate: WireValue) async throws -> String {
        let body: RequestBody = [.accessID: .text(accessID), .certData: certificate]
        let answer = try await pipeline.perform(.certChallenge, body, subject: nil)
        let reading = AnswerReading(endpoint: .certChallenge, gateway: pipeline.gateway.host, subject: nil)
        let challenge: String?
        do throws(JSONReadingError) {
            challenge = try CertificateChallenge(json: answer.body).challenge
        } catch { throw reading.failure(error, status: answer.status) }
        guard let challenge, !challenge.isEmpty else {
            throw reading.make(.loginFailed, detail: "the service gave no challenge")
        }
        return challenge
    }

    private static func body(_ type: String, _ accessID: String?, _ rest: RequestBody) -> RequestBody {
        var body: RequestBody = [.accessType: .text(type), .accessID: accessID.map(WireValue.text)]
        for field in rest.fields { body[field.name] = field.value }
        return body
    }
}
