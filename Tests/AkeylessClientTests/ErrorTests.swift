import AkeylessClient
import SyncModel
import Testing

@Suite struct ErrorTests {
    @Test(
        arguments: [
            (TransportResponse.missing, AkeylessError.Kind.notFound, "NotFound"),
            (.denied, .denied, "UnauthorizedAccess"),
            (
                .failure(403, "x: Desc: y. Status 403 Forbidden, Error: AccessForbidden. Message: no"), .denied,
                "AccessForbidden"
            ),
            (
                .failure(400, "Desc: z. Status 400 Bad Request, Error: InvalidParam. Message: item_metadata too long"),
                .invalidRequest, "InvalidParam"
            ),
            (.failure(400, "the secret already exists"), .alreadyExists, nil),
            (.failure(409, "Status 409 Conflict, Error: Conflict. Message: x"), .alreadyExists, "Conflict"),
            (.failure(404, "unknown command 'create-secret'"), .unknownCommand, nil),
            (.failure(400, "InvalidParam"), .invalidRequest, "InvalidParam"),
            (.failure(404, "Not Found"), .garbage, nil),
            (.json("<html>not found</html>", status: 404), .garbage, nil),
            (
                TransportResponse(status: 302, headers: [HTTPHeader("Location", "https://evil.example/x")]), .garbage,
                nil
            ),
        ] as [(TransportResponse, AkeylessError.Kind, String?)])
    func answersHaveTheirKind(response: TransportResponse, kind: AkeylessError.Kind, code: String?) async throws {
        let test = try TestClient.loggedIn { _ in response }
        let error = await akeylessError {
            try await test.client.createSecret(NewSecret(name: "/a", value: Secret("hidden")))
        }
        #expect(error?.kind == kind)
        #expect(error?.code == code)
        #expect(error?.subject == "/a")
        #expect(error?.gateway == "gw.example:8000")
    }

    @Test func anInnerStepDoesNotHideTheCode() async throws {
        let text =
            "failed to create: Desc: failed to obtain credentials, Error: Desc: Failed to get creds. Status 400 Bad Request, "
            + "Error: InvalidType. Message: x"
        let test = try TestClient.loggedIn { _ in .failure(400, text) }
        #expect(await akeylessError { _ = try await test.client.describeItem("/a") }?.code == "InvalidType")
    }

    @Test func theServiceTextIsCutAndSafeToPrint() async throws {
        let test = try TestClient.loggedIn { _ in .failure(400, "a\u{1B}[31m\n" + String(repeating: "x", count: 500)) }
        let error = await akeylessError { _ = try await test.client.describeItem("/\u{202E}a") }
        let text = try #require(error?.serviceText)
        #expect(text.hasPrefix("a\\u{1B}[31m xxx"))
        #expect(text.count < 220)
        #expect(error?.subject == "/\\u{202E}a")
    }

    @Test func bodiesThatAreNotExplanationsAreNotQuoted() async throws {
        let test = try TestClient.loggedIn { _ in .json(#"{"/a":"very secret"}"#, status: 400) }
        let error = await akeylessError { _ = try await test.client.secretValue("/a") }
        #expect(error?.serviceText == nil)
        #expect(!String(reflecting: error).contains("very secret"))
    }

    @Test func goodAnswersAreNeverQuoted() async throws {
        let test = try TestClient.loggedIn { _ in .json(#"{"error":"very secret""#) }
        let error = await akeylessError { _ = try await test.client.secretValue("/a") }
        #expect(error?.kind == .garbage)
        #expect(!String(reflecting: error).contains("very secret"))
    }

    @Test func errorsHoldNothingThatWasSent() async throws {
        let test = try TestClient.loggedIn { _ throws(TransportError) in throw TransportError(.answerLost, "cut") }
        let error = await akeylessError { try await test.client.updateSecretValue("/a", value: Secret("hidden")) }
        #expect(!String(reflecting: error).contains("hidden"))
        #expect(!String(reflecting: error).contains("t-1"))
    }
}
