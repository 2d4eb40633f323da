import Foundation
import SyncModel
import Testing

@testable import DevGateway

/// Requests signed by botocore and by the `akeyless_cloud_id` package with the example credentials of the AWS
/// documentation; the gateway's clock stands where they were made.
@Suite struct AWSLoginTests {
    private static let secret = Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    private static let signedAt = 1_795_479_973
    private static let scope = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261124"

    /// The form of Go programs: a regional host, length and host signed but not listed.
    private static let regional = CloudID(
        url: "https://sts.eu-central-1.amazonaws.com/",
        headers: [
            "Content-Type": ["application/x-www-form-urlencoded"], "X-Amz-Date": ["20261124T002613Z"],
            "Authorization": [
                .string(
                    scope
                        + "/eu-central-1/sts/aws4_request, SignedHeaders=content-length;content-type;host;x-amz-date, "
                        + "Signature=349030318bb99311781f060d46e6ed5b03d1cfb6bf4fc523868d317e8d0f89d6")
            ],
        ])
    /// The form of Python programs: the global host, a session token, doubled spaces in the authorization.
    private static let global = CloudID(
        url: "https://sts.amazonaws.com/",
        headers: [
            "Authorization": [
                .string(
                    scope + "/us-east-1/sts/aws4_request,  SignedHeaders=content-length;content-type;host;x-amz-date;"
                        + "x-amz-security-token, "
                        + "Signature=3b7df32efa5d90493ff4e26a89cb7f3b06cbdaf68cf01b593b2f07b61a5aa38b")
            ],
            "Content-Length": ["43"], "Content-Type": ["application/x-www-form-urlencoded; charset=utf-8"],
            "User-Agent": ["aws-sdk-python"], "X-Amz-Date": ["20261124T002613Z"],
            "X-Amz-Security-Token": ["SESSIONTOKEN"],
        ])

    struct CloudID: Sendable {
        var method = "POST"
        var url: String
        var body = "Action=GetCallerIdentity&Version=2011-06-15"
        var headers: JSON

        var text: String {
            func encode(_ text: String) -> JSON { .string(Data(text.utf8).base64EncodedString()) }
            let frame: JSON = [
                "sts_request_method": .string(method), "sts_request_url": encode(url),
                "sts_request_body": encode(body), "sts_request_headers": encode(headers.encodedText),
            ]
            return Data(frame.encoded()).base64EncodedString()
        }

        func replacing(_ old: String, _ new: String) -> CloudID {
            func replaced(_ text: String) -> String { text.replacingOccurrences(of: old, with: new) }
            let headers = (try? JSON.parse(text: replaced(headers.encodedText))) ?? .null
            return CloudID(method: replaced(method), url: replaced(url), body: replaced(body), headers: headers)
        }
    }

    private func logIn(_ cloudID: String, sessionToken: String? = nil, at time: Int = signedAt) async throws -> Int {
        let login = AWSLogin(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: Self.secret, sessionToken: sessionToken.map(Secret.init))
        let fixture = try await GatewayFixture { $0.identities?[0].logins = [login] }
        fixture.clock.set(to: time)
        let body: JSON = ["access-id": "p-owner", "access-type": "aws_iam", "cloud-id": .string(cloudID)]
        return try await fixture.raw("POST", "/auth", body).status
    }

    @Test func bothFormsInUseLogIn() async throws {
        #expect(try await logIn(Self.regional.text) == 200)
        #expect(try await logIn(Self.global.text) == 200)
        #expect(try await logIn(Self.global.text, sessionToken: "SESSIONTOKEN") == 200)
    }

    @Test(arguments: [
        ("AKIDEXAMPLE", "AKIDOTHER"), ("eu-central-1", "us-east-1"), ("20261124T002613Z", "20261124T002614Z"),
        ("Action=GetCallerIdentity", "Action=AssumeRole"), ("sts.eu-central-1.amazonaws.com", "sts.example.com"),
        (";host", ""), ("POST", "GET"), ("https:", "http:"), ("/sts/", "/iam/"),
    ])
    func aRequestThatDiffersAnywhereIsRefused(old: String, new: String) async throws {
        #expect(try await logIn(Self.regional.replacing(old, new).text) == 401)
    }

    @Test(arguments: [-901, 901])
    func aRequestIsGoodForAQuarterOfAnHour(offset: Int) async throws {
        #expect(try await logIn(Self.regional.text, at: Self.signedAt + offset) == 401)
    }

    @Test func aSessionTokenMustBeTheConfiguredOne() async throws {
        #expect(try await logIn(Self.global.text, sessionToken: "OTHER") == 401)
        #expect(try await logIn(Self.regional.text, sessionToken: "SESSIONTOKEN") == 401)
    }

    @Test(arguments: ["", "!", "e30=", "bm90IGpzb24="])
    func aCloudIDThatCannotBeReadIsRefused(text: String) async throws {
        #expect(try await logIn(text) == 401)
    }
}
