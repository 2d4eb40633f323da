import AkeylessClient
import AkeylessWire
import Crypto
import CryptoExtras
import Foundation
import SyncModel
import Testing

@Suite struct LoginTests {
    @Test func aPodSendsItsTokenInBase64() async throws {
        var machine = Machine()
        machine.files["/var/run/secrets/kubernetes.io/serviceaccount/token"] = "h.p.s\n"
        var login = KubernetesCredentials(accessID: "p-k8s", configurationName: "my-cluster")
        login.gatewayURL = "https://gw:8000"
        let request = try await machine.login(.kubernetes(login))
        #expect(request[.accessType] == "k8s")
        #expect(request[.k8sAuthConfigName] == "my-cluster")
        #expect(request[.gatewayURL] == "https://gw:8000")
        #expect(request.decoded(.k8sServiceAccountToken) == "h.p.s")
    }

    @Test func aGivenTokenIsEncodedOnlyOnce() async throws {
        var login = KubernetesCredentials(accessID: "p-k8s", configurationName: "c")
        login.token = Secret("h.p.s")
        #expect(try await Machine().login(.kubernetes(login)).decoded(.k8sServiceAccountToken) == "h.p.s")
        login.token = Secret("aC5wLnM=")
        #expect(try await Machine().login(.kubernetes(login)).decoded(.k8sServiceAccountToken) == "h.p.s")
    }

    @Test func aMissingPodTokenIsNamed() async throws {
        let login = KubernetesCredentials(accessID: "p-k8s", configurationName: "c")
        let test = try Machine().client(.kubernetes(login))
        #expect(
            await akeylessError { try await test.client.login() }?.detail
                == "no service-account token: projected file: /var/run/secrets/kubernetes.io/serviceaccount/token "
                + "cannot be read")
    }

    @Test func aTokenOfAnIdentityProviderIsPassedOn() async throws {
        let request = try await Machine().login(.jwt(accessID: "p-j", token: Secret("a.b.c")))
        #expect(request[.accessType] == "jwt")
        #expect(request[.jwt] == "a.b.c")
    }

    @Test func anIdentityThatSomeoneElseProvedIsPassedOn() async throws {
        let method = AuthMethod.cloudID(accessType: "gcp", accessID: "p-g", cloudID: Secret("eA=="))
        let request = try await Machine().login(method)
        #expect(request[.accessType] == "gcp")
        #expect(request[.cloudID] == "eA==")
    }

    @Test func anRSAKeySignsTheChallengeAndStays() async throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let login = CertificateCredentials(
            accessID: "p-c", certificate: Secret("-----BEGIN CERTIFICATE-----\nx"),
            privateKey: Secret(key.pemRepresentation))
        let challenge = Data((0..<32).map { UInt8($0) })
        let request = try await Machine().login(.certificate(login)) { request in
            #expect(request.command == .certChallenge)
            #expect(request.decoded(.certData) == "-----BEGIN CERTIFICATE-----\nx")
            return .json(#"{"challenge":"\#(challenge.base64EncodedString())"}"#)
        }
        #expect(request[.accessType] == "cert")
        #expect(request[.keyData] == nil)
        #expect(request[.certChallenge] == challenge.base64EncodedString())
        let signature = _RSA.Signing.RSASignature(
            rawRepresentation: try #require(request[.signedCertChallenge].flatMap { Data(base64Encoded: $0) }))
        #expect(key.publicKey.isValidSignature(signature, for: challenge, padding: .insecurePKCS1v1_5))
    }

    @Test func aCurveKeySignsTheChallengeToo() async throws {
        let key = P384.Signing.PrivateKey()
        let login = CertificateCredentials(
            accessID: "p-c", certificate: Secret("cert"), privateKey: Secret(key.pemRepresentation))
        let challenge = Data("challenge".utf8)
        let request = try await Machine().login(.certificate(login)) { _ in
            .json(#"{"challenge":"\#(challenge.base64EncodedString())"}"#)
        }
        let bytes = try #require(request[.signedCertChallenge].flatMap { Data(base64Encoded: $0) })
        let signature = try P384.Signing.ECDSASignature(derRepresentation: bytes)
        #expect(key.publicKey.isValidSignature(signature, for: SHA256.hash(data: challenge)))
    }

    @Test func onlyAGatewayWithoutChallengesIsGivenTheKey() async throws {
        let key = P256.Signing.PrivateKey().pemRepresentation
        let login = CertificateCredentials(accessID: "p-c", certificate: Secret("cert"), privateKey: Secret(key))
        let request = try await Machine().login(.certificate(login)) { _ in
            .failure(404, "unknown command 'get-cert-challenge'")
        }
        #expect(request.decoded(.keyData) == key)
        let test = try Machine().client(.certificate(login)) { _ in
            .failure(401, "failed to verify client certificate (signer or expiration)")
        }
        #expect(await akeylessError { try await test.client.login() }?.kind == .loginFailed)
        #expect(test.transport.requests(.auth).isEmpty)
    }

    @Test func anEncryptedOrBrokenKeyIsNamed() async throws {
        let login = CertificateCredentials(accessID: "p-c", certificate: Secret("cert"), privateKey: Secret("nonsense"))
        let test = try Machine().client(.certificate(login))
        let error = await akeylessError { try await test.client.login() }
        #expect(error?.detail?.contains("not an unencrypted RSA or elliptic-curve key") == true)
        #expect(!String(reflecting: error).contains("nonsense"))
    }

    @Test func methodsPrintNoSecrets() {
        let methods: [AuthMethod] = [
            .accessKey(accessID: "p", accessKey: Secret("hidden")), .jwt(accessID: "p", token: Secret("hidden")),
            .certificate(
                CertificateCredentials(accessID: "p", certificate: Secret("hidden"), privateKey: Secret("hidden"))),
        ]
        #expect(!String(reflecting: methods).contains("hidden"))
    }
}

@Suite struct AuthFieldsTests {
    private func make(_ fields: [String: String]) -> (method: AuthMethod?, diagnostics: [Diagnostic]) {
        AuthMethod.make(fields: fields.mapValues(Secret.init), at: SourceLocation(file: "lockstep.yaml", line: 3))
    }

    @Test(arguments: [
        ["access_id": "p-1", "access_key": "k"], ["access_type": "api_key", "access_id": "p-1", "access_key": "k"],
        ["access_type": "access_key", "access_id": "p-1", "access_key": "k"],
        ["access_type": "aws_iam", "access_id": "p-1"],
        ["access_type": "gcp", "access_id": "p-1", "gcp_audience": "x"],
        ["access_type": "azure_ad", "access_id": "p-1", "azure_object_id": "o"],
        ["access_type": "azure_ad", "access_id": "p-1", "azure_cloud": "AzureChinaCloud"],
        ["access_type": "gcp", "access_id": "p-1", "cloud_id": "eA=="],
        ["access_type": "cert", "access_id": "p-1", "cert_data": "-----BEGIN X", "key_data": "-----BEGIN Y"],
        ["access_type": "uid", "uid_token": "u-1", "access_id": "p-1"],
        ["access_type": "jwt", "access_id": "p-1", "jwt": "a.b.c"],
        ["access_type": "jwt", "access_id": "p-1", "jwt_token": "a.b.c"],
        ["access_type": "k8s", "access_id": "p-1", "k8s_auth_config_name": "c", "gateway_url": "https://gw"],
        [
            "access_type": "certificate", "access_id": "p-1", "certificate_data": "-----BEGIN CERTIFICATE-----",
            "private_key_data": "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t",
        ],
    ])
    func everySupportedLoginIsRead(fields: [String: String]) {
        let result = make(fields)
        #expect(result.diagnostics.isEmpty)
        #expect(result.method?.accessID == "p-1")
    }

    @Test(
        arguments: [
            ([:], ["access_id", "access_key"]), (["access_type": "uid"], ["uid_token"]),
            (["access_type": "jwt"], ["access_id", "jwt_token"]),
            (["access_type": "k8s", "access_id": ""], ["access_id", "k8s_auth_config_name"]),
            (["access_type": "certificate"], ["access_id", "certificate_data", "private_key_data"]),
        ] as [([String: String], [String])])
    func everythingThatIsMissingIsNamedAtOnce(fields: [String: String], missing: [String]) {
        let result = make(fields)
        #expect(result.method == nil)
        #expect(result.diagnostics.map(\.code) == missing.map { _ in "auth-field-missing" })
        #expect(zip(result.diagnostics, missing).allSatisfy { $0.message.hasSuffix(" \($1)") })
        #expect(result.diagnostics.allSatisfy { $0.location?.line == 3 })
    }

    @Test(arguments: ["oci", "kerberos", "ldap", "saml", "oidc", "email", "password", "other\u{1B}"])
    func otherLoginsAreRefusedWithTheList(type: String) {
        let result = make(["access_type": type, "access_id": "p-1"])
        #expect(result.method == nil)
        #expect(result.diagnostics.map(\.code) == ["auth-type-unsupported"])
        #expect(
            result.diagnostics.first?.hint?.contains(
                "api_key, aws_iam, azure_ad, certificate, gcp, jwt, k8s, token, uid")
                == true)
        #expect(result.diagnostics.first?.message.contains("\u{1B}") == false)
    }

    @Test func aSessionTokenIsUsedAsItIs() {
        guard case .session(let token)? = make(["access_type": "token", "token": "t-1"]).method else {
            Issue.record("not a session")
            return
        }
        #expect(token == Secret("t-1"))
    }

    @Test func settingsWithoutMeaningAreWarnedOf() {
        let result = make(["access_id": "p-1", "access_key": "k", "gcp_audience": "x", "typo": "secret"])
        #expect(result.method != nil)
        #expect(result.diagnostics.map(\.severity) == [.warning, .warning])
        #expect(!result.diagnostics.contains { $0.message.contains("secret") })
    }

    @Test func aCertificateThatIsNoneIsAnError() {
        let result = make([
            "access_type": "certificate", "access_id": "p", "certificate_data": "hello", "private_key_data": "aGVsbG8=",
        ])
        #expect(result.diagnostics.map(\.code) == ["auth-field-invalid", "auth-field-invalid"])
    }

    @Test func anUnknownCloudIsAnError() {
        let result = make(["access_type": "azure_ad", "access_id": "p", "azure_cloud": "moon"])
        #expect(result.method == nil)
        #expect(result.diagnostics.map(\.code) == ["auth-field-invalid"])
    }
}
