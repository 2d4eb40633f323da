import Hummingbird
import HummingbirdTesting
import Testing

@testable import DevGateway

@Suite struct RoutingTests {
    private func withClient(_ body: @Sendable (any TestClientProtocol) async throws -> Void) async throws {
        let fixture = try await GatewayFixture()
        try await Application(responder: GatewayResponder(fixture.gateway)).test(.router, body)
    }

    private func login(_ uri: String, _ client: any TestClientProtocol) async throws -> TestResponse {
        let body = GatewayFixture.login(GatewayFixture.ownerID, GatewayFixture.ownerKey).encodedText
        return try await client.execute(uri: uri, method: .post, body: ByteBuffer(string: body))
    }

    @Test(arguments: ["/auth", "/v2/auth", "/api/v2/auth", "//auth", "/api/v2//auth", "/auth/", "/auth?x=1"])
    func commandsAreServedBelowEveryBase(uri: String) async throws {
        try await withClient { client in
            let response = try await login(uri, client)
            #expect(response.status == .ok)
            #expect(response.headers[.contentType] == "application/json")
            #expect(response.headers[.date] == "Fri, 01 May 2026 08:00:00 GMT")
        }
    }

    @Test(arguments: [
        ("/", ""), ("/v2", ""), ("/api/v2/", ""), ("/no-such", "no-such"), ("/v2/x/y", "x/y"),
        ("/api/v1/auth", "api/v1/auth"),
    ])
    func anythingElseIsAnUnknownCommand(uri: String, name: String) async throws {
        try await withClient { client in
            let response = try await client.execute(uri: uri, method: .post)
            #expect(String(buffer: response.body) == "{\"error\":\"unknown command '\(name)'\"}\n")
            #expect(response.status == .notFound)
            #expect(response.headers[.contentType] == "application/json")
            #expect(response.headers[.date] != nil)
        }
    }

    @Test func healthNeedsNoLogin() async throws {
        try await withClient { client in
            let response = try await client.execute(uri: "/health", method: .get)
            #expect(response.status == .ok)
        }
    }

    @Test func aBodyThatIsNotJSONIsABadRequest() async throws {
        try await withClient { client in
            let response = try await client.execute(
                uri: "/create-secret", method: .post, body: ByteBuffer(string: "{nope"))
            #expect(response.status == .badRequest)
            #expect(String(buffer: response.body).hasPrefix("{\"error\":\"invalid request body: "))
            #expect(String(buffer: response.body).hasSuffix("}\n"))
        }
    }

    @Test func controlsAreClosedUnlessAskedFor() async throws {
        let fixture = try await GatewayFixture { $0.testControls = false }
        #expect(try await fixture.raw("GET", "/_gateway/requests").status == 404)
        #expect(try await fixture.raw("POST", "/_gateway/clock", ["advance": 5]).error.hasPrefix("unknown command"))
    }
}
