import AkeylessClient
import AkeylessWire
import SyncModel
import Synchronization
import Testing

@Suite struct SessionTests {
    private static let found = TransportResponse.json(#"{"item_name":"/a"}"#)

    /// Gives out `t-1`, `t-2`, … and refuses every token but the newest.
    private final class Issuer: Sendable {
        let issued = Mutex(0)
        let revoked = Mutex<Set<String>>([])

        func answer(_ request: SentRequest, lifetime: Int64 = 3600) -> TransportResponse {
            guard request.command == .auth else {
                let isRevoked = revoked.withLock { $0.contains(request[.token] ?? "") }
                return isRevoked ? .failure(401, "the token expired") : SessionTests.found
            }
            let number = issued.withLock { issued in
                issued += 1
                return issued
            }
            return .token("t-\(number)", expiry: loginTime + lifetime)
        }

        func revokeAll() {
            let issued = issued.withLock(\.self)
            revoked.withLock { $0 = Set((1...max(1, issued)).map { "t-\($0)" }) }
        }
    }

    @Test func aHundredCallersWithAnExpiredSessionCauseOneLogin() async throws {
        let issuer = Issuer()
        let test = try TestClient(concurrency: 64) { request in issuer.answer(request) }
        _ = try await test.client.describeItem("/a")
        test.clock.advance(by: .seconds(3600))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 { group.addTask { _ = try await test.client.describeItem("/a") } }
            try await group.waitForAll()
        }
        #expect(test.transport.requests(.auth).count == 2)
        #expect(test.transport.requests(.describeItem).count == 101)
        #expect(Set(test.transport.requests(.describeItem).dropFirst().map { $0[.token] }) == ["t-2"])
    }

    @Test func aHundredCallersWithARevokedSessionCauseOneLogin() async throws {
        let issuer = Issuer()
        let test = try TestClient(concurrency: 64) { request in issuer.answer(request) }
        _ = try await test.client.describeItem("/a")
        issuer.revokeAll()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 { group.addTask { _ = try await test.client.describeItem("/a") } }
            try await group.waitForAll()
        }
        #expect(test.transport.requests(.auth).count == 2)
    }

    @Test func aFailedLoginIsForgotten() async throws {
        let test = try TestClient { request in
            request.command != .auth
                ? Self.found : request.number == 1 ? .failure(401, "access authentication failed") : .token("t-1")
        }
        let error = await akeylessError { _ = try await test.client.describeItem("/a") }
        #expect(error?.kind == .loginFailed)
        #expect(error?.endpoint == "auth")
        #expect(try await test.client.describeItem("/a").name == "/a")
    }

    @Test func aSessionIsReplacedALittleBeforeItsEnd() async throws {
        let issuer = Issuer()
        let test = try TestClient { request in issuer.answer(request, lifetime: 1000) }
        _ = try await test.client.describeItem("/a")
        test.clock.advance(by: .seconds(939))
        _ = try await test.client.describeItem("/a")
        #expect(test.transport.requests(.auth).count == 1)
        test.clock.advance(by: .seconds(2))
        _ = try await test.client.describeItem("/a")
        #expect(test.transport.requests(.auth).count == 2)
    }

    @Test func aFreshSessionThatIsRefusedIsAMissingRight() async throws {
        let test = try TestClient.loggedIn { _ in .denied }
        let error = await akeylessError { _ = try await test.client.describeItem("/a") }
        #expect(error?.kind == .denied)
        #expect(error?.code == "UnauthorizedAccess")
        #expect(test.transport.requests(.auth).count == 1)
    }

    @Test func anOldSessionThatIsRefusedIsReplacedOnce() async throws {
        let test = try TestClient.loggedIn { _ in .denied }
        _ = try await test.client.login()
        test.clock.advance(by: .seconds(10))
        #expect(await akeylessError { _ = try await test.client.describeItem("/a") }?.kind == .denied)
        #expect(test.transport.requests(.auth).count == 2)
        #expect(test.transport.requests(.describeItem).count == 2)
    }

    @Test func manyMissingRightsDoNotCauseManyLogins() async throws {
        let test = try TestClient.loggedIn { request in request[.name] == "/a" ? Self.found : .denied }
        for _ in 0..<20 {
            _ = try await test.client.describeItem("/a")
            #expect(await akeylessError { _ = try await test.client.describeItem("/b") }?.kind == .denied)
        }
        #expect(test.transport.requests(.auth).count == 2)
    }

    @Test(
        arguments: [
            ("2026-09-01 10:30:00 +0000 UTC", Int64(1_788_258_600)), ("2026-09-01T10:30:00Z", 1_788_258_600),
            ("2026-09-01T12:30:00.123+02:00", 1_788_258_600), ("1788258600", 1_788_258_600),
            ("1788258600000", 1_788_258_600), ("tomorrow", nil), ("", nil), ("2026-13-01 10:30:00 +0000 UTC", nil),
        ] as [(String, Int64?)])
    func theEndOfASessionIsReadInSeveralForms(text: String, seconds: Int64?) {
        #expect(HTTPDate.expiration(text) == seconds)
    }

    @Test func withoutAnEndASessionLastsTenMinutes() async throws {
        let test = try TestClient.loggedIn { _ in Self.found }
        _ = try await test.client.describeItem("/a")
        test.clock.advance(by: .seconds(539))
        _ = try await test.client.describeItem("/a")
        #expect(test.transport.requests(.auth).count == 1)
        test.clock.advance(by: .seconds(2))
        _ = try await test.client.describeItem("/a")
        #expect(test.transport.requests(.auth).count == 2)
    }

    @Test func aUniversalIdentityTokenIsTradedForASession() async throws {
        let method = AuthMethod.universalIdentity(token: Secret("u-9"), accessID: nil, exchanged: true)
        let test = try TestClient(auth: method) { request in
            request.command == .auth ? .token("t-1") : Self.found
        }
        _ = try await test.client.describeItem("/a")
        #expect(test.transport.requests(.auth).first?[.uidToken] == "u-9")
        #expect(test.transport.requests(.auth).first?[.accessType] == "universal_identity")
        #expect(test.transport.requests(.describeItem).first?[.token] == "t-1")
    }

    @Test func aUniversalIdentityTokenCanBeUsedAsItIs() async throws {
        let method = AuthMethod.universalIdentity(token: Secret("u-9"), accessID: nil, exchanged: false)
        let test = try TestClient(auth: method) { _ in Self.found }
        _ = try await test.client.describeItem("/a")
        #expect(test.transport.requests.count == 1)
        #expect(test.transport.requests.first?[.uidToken] == "u-9")
        #expect(test.transport.requests.first?[.token] == nil)
    }

    @Test func aLoginWithoutTokenFails() async throws {
        let test = try TestClient { _ in .json(#"{"token":"","complete_auth_link":"https://x"}"#) }
        #expect(await akeylessError { try await test.client.login() }?.kind == .loginFailed)
    }
}
