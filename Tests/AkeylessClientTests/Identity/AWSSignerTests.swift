import AkeylessClient
import Foundation
import SyncModel
import Testing

@Suite struct AWSSignerTests {
    private struct Vector: Decodable {
        var name, region, service, url, body, date, authorization: String
        var headers: [String: String]
        var token: String?
    }

    /// Signatures that Amazon's own Python implementation made; `Tests/Conformance/aws_signature` makes them anew.
    private static func vectors() throws -> [Vector] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Conformance/aws_signature/vectors.json")
        return try JSONDecoder().decode([Vector].self, from: Data(contentsOf: file))
    }

    @Test func signaturesAreThoseOfAmazonsOwnTools() throws {
        for vector in try Self.vectors() {
            let credentials = AWSCredentials(
                accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
                sessionToken: vector.token.map(Secret.init))
            let headers = AWSSigner(credentials: credentials, region: vector.region, service: vector.service).sign(
                method: "POST", url: try WebAddress(vector.url),
                headers: vector.headers.map { HTTPHeader($0.key, $0.value) }, body: Array(vector.body.utf8),
                time: loginTime)
            #expect(headers.first { $0.name == "X-Amz-Date" }?.value == vector.date, "\(vector.name)")
            #expect(headers.first { $0.name == "Authorization" }?.value == vector.authorization, "\(vector.name)")
        }
    }

    /// The examples that Amazon publishes with its description of the scheme.
    @Test(arguments: [
        ("https://example.amazonaws.com/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        (
            "https://example.amazonaws.com/?Param2=value2&Param1=value1",
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
        ),
    ])
    func publishedExamplesAreSignedAlike(url: String, signature: String) throws {
        let credentials = AWSCredentials(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))
        let headers = AWSSigner(credentials: credentials, region: "us-east-1", service: "service").sign(
            method: "GET", url: try WebAddress(url), headers: [], body: [], time: 1_440_938_160)
        #expect(headers.last?.value.hasSuffix("Signature=\(signature)") == true)
    }

    @Test(arguments: [
        (Int64(0), "19700101T000000Z"), (951_782_400, "20000229T000000Z"), (1_709_251_199, "20240229T235959Z"),
        (1_788_256_800, "20260901T100000Z"), (4_102_444_800, "21000101T000000Z"),
    ])
    func timesAreWrittenInTheBasicForm(seconds: Int64, text: String) {
        #expect(CalendarTime(unixSeconds: seconds).basicFormat == text)
    }
}
