import AkeylessClient
import AkeylessWire
import Foundation
import SyncModel
import Testing

@Suite struct AWSIdentityTests {
    private static let method = AuthMethod.awsIAM(accessID: "p-aws")
    private static let keys =
        #"{"AccessKeyId":"ASIA1","SecretAccessKey":"s1","Token":"tok","SessionToken":"tok","Expiration":"x"}"#

    private static func roleAnswer(_ action: String) -> TransportResponse {
        let credentials =
            "<Credentials><AccessKeyId>ASIA2</AccessKeyId><SecretAccessKey>s2</SecretAccessKey>"
            + "<SessionToken>tok2</SessionToken></Credentials>"
        return TransportResponse(
            status: 200,
            body: Array("<\(action)Response><\(action)Result>\(credentials)</\(action)Result></\(action)Response>".utf8)
        )
    }

    /// What a login proves: the key that signed, and the parts of the identity.
    private struct Proof {
        var parts: [String: String] = [:]
        var headers: [String: [String]] = [:]
        var keyID: String {
            headers["Authorization"]?.first?.firstMatch(of: /Credential=(\w+)\//).map { String($0.1) } ?? ""
        }

        init(_ request: SentRequest) throws {
            let frame = try JSONDecoder().decode(
                [String: String].self, from: Data((request.decoded(.cloudID) ?? "").utf8))
            parts = frame.mapValues { value in
                Data(base64Encoded: value).map { String(decoding: $0, as: UTF8.self) } ?? value
            }
            headers = try JSONDecoder().decode(
                [String: [String]].self, from: Data((parts["sts_request_headers"] ?? "").utf8))
        }
    }

    @Test func theIdentityIsASignedQuestion() async throws {
        var machine = Machine()
        machine.environment["AWS_ACCESS_KEY_ID"] = "AKID"
        machine.environment["AWS_SECRET_ACCESS_KEY"] = "secret"
        let request = try await machine.login(Self.method)
        #expect(request[.accessType] == "aws_iam")
        #expect(request[.accessID] == "p-aws")
        let proof = try Proof(request)
        #expect(
            Set(proof.parts.keys) == [
                "sts_request_method", "sts_request_url", "sts_request_body", "sts_request_headers",
            ])
        #expect(proof.parts["sts_request_url"] == "https://sts.us-east-1.amazonaws.com/")
        #expect(proof.parts["sts_request_body"] == "Action=GetCallerIdentity&Version=2011-06-15")
        #expect(Set(proof.headers.keys) == ["Authorization", "Content-Type", "X-Amz-Date"])
        let authorization = try #require(proof.headers["Authorization"]?.first)
        #expect(authorization.contains("SignedHeaders=content-length;content-type;host;x-amz-date,"))
        #expect(authorization.contains("Credential=AKID/20260901/us-east-1/sts/aws4_request"))
    }

    @Test(arguments: [
        (["AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "x"], "https://sts.eu-west-1.amazonaws.com/"),
        (["AWS_DEFAULT_REGION": "cn-north-1"], "https://sts.cn-north-1.amazonaws.com.cn/"),
        (["AWS_PROFILE": "work"], "https://sts.ap-south-1.amazonaws.com/"),
        (["AWS_ENDPOINT_URL_STS": "http://127.0.0.1:1"], "https://sts.us-east-1.amazonaws.com/"),
    ])
    func theRegionIsThatOfAmazonsTools(variables: [String: String], url: String) async throws {
        var machine = Machine()
        machine.files["/home/me/.aws/config"] = "[default]\noutput=json\n[profile work]\nregion = ap-south-1 # home\n"
        machine.environment["AWS_ACCESS_KEY_ID"] = "AKID"
        machine.environment["AWS_SECRET_ACCESS_KEY"] = "secret"
        machine.environment.merge(variables) { $1 }
        #expect(try Proof(try await machine.login(Self.method)).parts["sts_request_url"] == url)
    }

    @Test func aSessionTokenIsSignedAndHandedOver() async throws {
        var machine = Machine()
        machine.environment["AWS_ACCESS_KEY_ID"] = "AKID"
        machine.environment["AWS_SECRET_ACCESS_KEY"] = "secret"
        machine.environment["AWS_SESSION_TOKEN"] = "tok"
        let proof = try Proof(try await machine.login(Self.method))
        #expect(proof.headers["X-Amz-Security-Token"] == ["tok"])
        #expect(proof.headers["Authorization"]?.first?.contains("x-amz-date;x-amz-security-token,") == true)
    }

    @Test func aWebIdentityIsTradedForKeys() async throws {
        var machine = Machine()
        machine.environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/token"
        machine.environment["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/r"
        machine.environment["AWS_REGION"] = "eu-west-1"
        machine.files["/token"] = "jwt+1\n"
        let request = try await machine.login(Self.method) { request in
            #expect(request.url == "https://sts.eu-west-1.amazonaws.com/")
            #expect(request.form["Action"] == "AssumeRoleWithWebIdentity")
            #expect(request.form["WebIdentityToken"] == "jwt+1")
            #expect(request.form["RoleArn"] == "arn:aws:iam::1:role/r")
            #expect(request.header("Authorization") == nil)
            return Self.roleAnswer("AssumeRoleWithWebIdentity")
        }
        #expect(try Proof(request).keyID == "ASIA2")
    }

    @Test func aRefusedWebIdentityEndsTheSearch() async throws {
        var machine = Machine()
        machine.environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/token"
        machine.environment["AWS_ROLE_ARN"] = "arn"
        machine.files["/token"] = "jwt"
        let test = try machine.client(Self.method) { _ in
            TransportResponse(
                status: 403, body: Array("<Error><Code>AccessDenied</Code><Message>no</Message></Error>".utf8))
        }
        let error = await akeylessError { try await test.client.login() }
        #expect(error?.kind == .loginFailed)
        #expect(
            error?.detail == "no AWS credentials: environment: AWS_ACCESS_KEY_ID is not set; "
                + "web identity: the token service answered with status 403, AccessDenied")
    }

    @Test(arguments: [
        ("[default]\naws_access_key_id = ASIA1\naws_secret_access_key=s\n", "ASIA1"),
        (
            "[other]\naws_access_key_id=X\n\n[default]\n# note\n aws_session_token=t\naws_access_key_id=ASIA1\naws_secret_access_key=s ; x\n",
            "ASIA1"
        ),
    ])
    func theCredentialsFileIsRead(text: String, keyID: String) async throws {
        var machine = Machine()
        machine.files["/home/me/.aws/credentials"] = text
        #expect(try Proof(try await machine.login(Self.method)).keyID == keyID)
    }

    @Test func filesCanBeElsewhere() async throws {
        var machine = Machine()
        machine.environment["AWS_SHARED_CREDENTIALS_FILE"] = "/c"
        machine.environment["AWS_CONFIG_FILE"] = "/d"
        machine.environment["AWS_PROFILE"] = "work"
        machine.files["/c"] = "[base]\naws_access_key_id=ASIA0\naws_secret_access_key=s\n"
        machine.files["/d"] =
            "[profile work]\nrole_arn=arn:x\nsource_profile=base\nexternal_id=e+1\nregion=eu-north-1\n"
        machine.environment["AWS_ENDPOINT_URL_STS"] = "http://127.0.0.1:4566"
        let request = try await machine.login(Self.method) { request in
            #expect(request.url == "http://127.0.0.1:4566/")
            #expect(request.form["ExternalId"] == "e+1")
            #expect(request.header("Authorization")?.contains("Credential=ASIA0/20260901/eu-north-1/sts/") == true)
            return Self.roleAnswer("AssumeRole")
        }
        #expect(try Proof(request).keyID == "ASIA2")
    }

    @Test func aProgramCanGiveTheKeys() async throws {
        var machine = Machine()
        machine.files["/home/me/.aws/config"] =
            "[default]\ncredential_process = \"/opt/my tools/get\" --user 'a b' c\\ d\n"
        machine.program = { words in
            #expect(words == ["/opt/my tools/get", "--user", "a b", "c d"])
            return Array(Self.keys.utf8)
        }
        #expect(try Proof(try await machine.login(Self.method)).keyID == "ASIA1")
    }

    @Test(arguments: [
        (
            ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "auth"],
            "http://169.254.170.2/v2/x"
        ),
        (
            [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v1",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/auth",
            ], "http://169.254.170.23/v1"
        ),
        (
            ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "https://example/v1", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "auth"],
            "https://example/v1"
        ),
    ])
    func aContainerHasKeys(variables: [String: String], url: String) async throws {
        var machine = Machine()
        machine.environment.merge(variables) { $1 }
        machine.files["/auth"] = "auth\n"
        let request = try await machine.login(Self.method) { request in
            #expect(request.url == url)
            #expect(request.header("authorization") == "auth")
            return .json(Self.keys)
        }
        #expect(try Proof(request).keyID == "ASIA1")
    }

    @Test func aContainerAddressElsewhereIsRefused() async throws {
        var machine = Machine()
        machine.environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://example.com/v1"
        let test = try machine.client(Self.method)
        let error = await akeylessError { try await test.client.login() }
        #expect(error?.detail?.contains("neither https nor an address of this machine") == true)
        #expect(test.transport.requests.isEmpty)
    }

    @Test func anInstanceHasARole() async throws {
        var machine = Machine()
        machine.environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = "http://127.0.0.1:1338/"
        let request = try await machine.login(Self.method) { request in
            switch request.url {
            case "http://127.0.0.1:1338/latest/api/token":
                #expect(request.request.method == "PUT")
                #expect(request.header("X-aws-ec2-metadata-token-ttl-seconds") == "21600")
                return TransportResponse(status: 200, body: Array("imds".utf8))
            case "http://127.0.0.1:1338/latest/meta-data/iam/security-credentials/":
                #expect(request.header("X-aws-ec2-metadata-token") == "imds")
                return TransportResponse(status: 200, body: Array("my-role\n".utf8))
            default:
                #expect(request.url.hasSuffix("/my-role"))
                return .json(Self.keys)
            }
        }
        #expect(try Proof(request).keyID == "ASIA1")
    }

    @Test func everyStepThatWasTriedIsNamed() async throws {
        let test = try Machine().client(Self.method) { _ throws(TransportError) in
            throw TransportError(.neverSent, "no connection in time")
        }
        let error = await akeylessError { try await test.client.login() }
        #expect(
            error?.detail == "no AWS credentials: environment: AWS_ACCESS_KEY_ID is not set; "
                + "web identity: AWS_WEB_IDENTITY_TOKEN_FILE is not set; "
                + "profile default: no such profile in the shared configuration files; "
                + "container: AWS_CONTAINER_CREDENTIALS_FULL_URI is not set; EC2 instance: no connection in time")
    }

    @Test(arguments: [
        ("[default]\nrole_arn=a\nsource_profile=b\n[b]\nrole_arn=c\nsource_profile=default\n", "leads back to itself"),
        ("[default]\nrole_arn=a\nsource_profile=none\n", "source_profile none does not exist"),
        ("[default]\nrole_arn=a\n", "names neither source_profile nor credential_source"),
        ("[default]\nrole_arn=a\nmfa_serial=b\n", "second factor"), ("[default]\nsso_session=x\n", "single sign-on"),
        ("[default]\ncredential_process=x\n", "cannot be run here"),
    ])
    func profilesThatLeadNowhereSayWhy(text: String, reason: String) async throws {
        var machine = Machine()
        machine.files["/home/me/.aws/credentials"] = text
        let test = try machine.client(Self.method)
        #expect(await akeylessError { try await test.client.login() }?.detail?.contains(reason) == true)
    }
}
