import SyncModel
import Testing

@testable import DevGateway

@Suite struct SessionTests {
    @Test(arguments: ["access_key", "api_key", "", nil] as [String?])
    func anAccessKeyLogsIn(accessType: String?) async throws {
        let fixture = try await GatewayFixture()
        var members = try #require(GatewayFixture.login(GatewayFixture.ownerID, GatewayFixture.ownerKey).members)
        if let accessType { members.append(JSON.Member("access-type", .string(accessType))) }
        let reply = try await fixture.raw("POST", "/auth", .object(members))
        #expect(reply.status == 200)
        #expect(reply["token"]?.text?.hasPrefix("t-") == true)
        #expect(reply["creds"]?["expiry"] == .integer(GatewayFixture.start + 3600))
        #expect(reply["creds"]?["access_id"] == "p-owner")
        #expect(reply["expiration"] == "2026-05-01 09:00:00 +0000 UTC")
        #expect(reply["complete_auth_link"] == "")
    }

    @Test(arguments: [("p-owner", "wrong"), ("p-nobody", "owner-key")])
    func aWrongKeyAndAnUnknownIdAreAnsweredAlike(id: String, key: String) async throws {
        let fixture = try await GatewayFixture()
        let reply = try await fixture.raw("POST", "/auth", GatewayFixture.login(id, key))
        #expect(reply.status == 401)
        #expect(reply.error.contains("access authentication failed"))
        #expect(!reply.error.contains(key))
    }

    @Test func aTokenCountsUntilItsExpiry() async throws {
        let fixture = try await GatewayFixture()
        fixture.clock.advance(by: 3599)
        #expect(try await fixture.call("list-items").status == 200)
        fixture.clock.advance(by: 1)
        let reply = try await fixture.call("list-items")
        #expect(reply.status == 401)
        #expect(reply.error.contains("token is expired"))
    }

    @Test func anIdentityMayHaveItsOwnLifetime() async throws {
        let fixture = try await GatewayFixture { $0.identities?[0].sessionLifetime = .seconds(60) }
        let reply = try await fixture.call("validate-token")
        #expect(reply["is_valid"] == true)
        #expect(reply["ttl"] == 60)
        fixture.clock.advance(by: 61)
        #expect(try await fixture.call("validate-token")["is_valid"] == false)
    }

    @Test(arguments: ["t-forged", "", "garbage"])
    func aForgedTokenIsRefused(token: String) async throws {
        let fixture = try await GatewayFixture()
        #expect(try await fixture.call("list-items", token: token).status == 401)
        #expect(try await fixture.call("create-secret", ["name": "/a", "value": "v"], token: token).status == 401)
    }

    @Test(arguments: ["uid-token", "uid_token", "token"])
    func aUniversalIdentityTokenWorksWithoutLogin(member: String) async throws {
        let fixture = try await GatewayFixture { $0.identities?[0].uidTokens = [Secret("u-first")] }
        let body = JSON.object([JSON.Member(member, "u-first")])
        #expect(try await fixture.raw("POST", "/list-items", body).status == 200)
    }

    @Test func aUniversalIdentityTokenIsTradedForASession() async throws {
        let fixture = try await GatewayFixture { $0.identities?[0].uidTokens = [Secret("u-first")] }
        let reply = try await fixture.raw(
            "POST", "/auth", ["access-type": "universal_identity", "uid-token": "u-first"])
        #expect(reply.status == 200)
        let wrong = try await fixture.raw(
            "POST", "/auth", ["access-type": "universal_identity", "uid-token": "u-other"])
        #expect(wrong.status == 401)
    }

    @Test func rotationEndsThePreviousUniversalIdentityToken() async throws {
        let fixture = try await GatewayFixture { $0.identities?[0].uidTokens = [Secret("u-first")] }
        let rotated = try await fixture.raw("POST", "/uid-rotate-token", ["uid-token": "u-first"])
        let fresh = try #require(rotated["token"]?.text)
        #expect(fresh.hasPrefix("u-"))
        #expect(try await fixture.raw("POST", "/list-items", ["uid-token": "u-first"]).status == 401)
        #expect(try await fixture.raw("POST", "/list-items", ["uid-token": .string(fresh)]).status == 200)
        #expect(try await fixture.raw("POST", "/uid-rotate-token", ["uid-token": "u-first"]).status == 401)
        fixture.clock.advance(by: 3600)
        #expect(try await fixture.raw("POST", "/list-items", ["uid-token": .string(fresh)]).status == 401)
    }

    @Test func aForkedTokenLeavesItsParentValid() async throws {
        let fixture = try await GatewayFixture { $0.identities?[0].uidTokens = [Secret("u-first")] }
        let fork = try await fixture.raw("POST", "/uid-rotate-token", ["uid-token": "u-first", "fork": true])
        #expect(fork.status == 200)
        #expect(try await fixture.raw("POST", "/list-items", ["uid-token": "u-first"]).status == 200)
    }

    @Test func rotatingNothingIsRefusedInTheServicesWords() async throws {
        let reply = try await GatewayFixture().raw("POST", "/uid-rotate-token", [:])
        #expect(reply.error == "failed to load UID token : Empty UID token")
    }

    @Test func aSessionTokenCannotBeRotated() async throws {
        let fixture = try await GatewayFixture()
        let reply = try await fixture.raw("POST", "/uid-rotate-token", ["uid-token": .string(fixture.token)])
        #expect(reply.status == 401)
    }
}
