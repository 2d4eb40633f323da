import Synchronization
import Testing

@testable import DevGateway

@Suite struct ControlsTests {
    private func get(_ fixture: GatewayFixture) async throws -> Reply {
        try await fixture.call("get-secret-value", ["names": ["/a"]])
    }

    private func fault(_ fixture: GatewayFixture, _ rule: JSON) async throws {
        let reply = try await fixture.raw("POST", "/_gateway/faults", rule)
        try #require(reply.status == 200, "\(reply.error)")
    }

    @Test func requestsAreCountedAndWritesLoggedWithoutValues() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a", "hidden-value")
        _ = try await fixture.value("/a")
        _ = try await fixture.call("create-secret", ["name": "a", "value": "hidden-value"])
        let reply = try await fixture.raw("GET", "/_gateway/requests")
        #expect(reply["counts"] == ["auth": 1, "create-secret": 2, "get-secret-value": 1])
        #expect(reply["total"] == 4)
        #expect(reply["writes"]?.elements?.map { $0["status"] } == [200, 409])
        #expect(reply["writes"]?.elements?.first?["name"] == "/a")
        #expect(reply["writes"]?.elements?.first?["time"] == "2026-05-01T08:00:00Z")
        #expect(!reply.json.encodedText.contains("hidden-value"))
        _ = try await fixture.raw("DELETE", "/_gateway/requests")
        #expect(try await fixture.raw("GET", "/_gateway/requests")["total"] == 0)
    }

    @Test func aStatusFaultHitsTheNthMatchingCall() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a")
        try await fixture.create("/b")
        try await fault(
            fixture,
            [
                "command": "get-secret-value", "name": "a", "nth": 2, "times": 2, "action": "status", "status": 429,
                "retry-after": "3", "body": "slow down",
            ])
        #expect(try await get(fixture).status == 200)
        #expect(try await fixture.value("/b") == "value")
        for _ in 0..<2 {
            let reply = try await get(fixture)
            #expect(reply.status == 429)
            #expect(reply.error == "slow down")
            #expect(reply.header("retry-after") == "3")
        }
        #expect(try await get(fixture).status == 200)
        let rules = try await fixture.raw("GET", "/_gateway/faults")["rules"]?.elements
        #expect(rules?.first?["matches"] == 4)
        _ = try await fixture.raw("DELETE", "/_gateway/faults")
        #expect(try await fixture.raw("GET", "/_gateway/faults")["rules"] == [])
    }

    @Test(arguments: [(false, 404), (true, 200)])
    func aStatusFaultComesBeforeOrAfterProcessing(processed: Bool, after: Int) async throws {
        let fixture = try await GatewayFixture()
        try await fault(
            fixture,
            ["command": "create-secret", "action": "status", "status": 502, "processed": .bool(processed)])
        let reply = try await fixture.call("create-secret", ["name": "/a", "value": "v"])
        #expect(reply.status == 502)
        #expect(reply.error == "internal server error")
        #expect(try await fixture.describe("/a").status == after)
        let write = try #require(fixture.gateway.controls.writes.last)
        #expect(write.status == (processed ? 200 : nil))
        #expect(write.faults == ["status"])
    }

    @Test(arguments: [("drop-before", 404), ("drop-after", 200)])
    func aDroppedCallIsProcessedOrNot(action: String, after: Int) async throws {
        let fixture = try await GatewayFixture()
        try await fault(fixture, ["command": "create-secret", "action": .string(action)])
        let body: JSON = ["name": "/a", "value": "v", "token": .string(fixture.token)]
        let answer = await fixture.gateway.answer(GatewayCall(path: "/create-secret", body: body.encoded()))
        #expect(answer.delivery == .dropped)
        #expect(try await fixture.describe("/a").status == after)
    }

    @Test func answersAreCutSpoiledAndBlownUp() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a")
        let body: JSON = ["names": ["/a"], "token": .string(fixture.token)]
        let call = GatewayCall(path: "/get-secret-value", body: body.encoded())
        try await fault(fixture, ["action": "truncate", "keep": 3])
        #expect(await fixture.gateway.answer(call).delivery == .cut(after: 3))
        try await fault(fixture, ["action": "garbage"])
        let garbage = await fixture.gateway.answer(call)
        #expect(String(decoding: garbage.body, as: UTF8.self).hasPrefix("<html>"))
        #expect(garbage.headers.first?.value == "text/html")
        try await fault(fixture, ["action": "garbage", "body": "[1]", "content-type": "application/json"])
        #expect(try await fixture.call("get-secret-value", ["names": ["/a"]]).json == [1])
        try await fault(fixture, ["action": "huge", "bytes": 1000])
        #expect(await fixture.gateway.answer(call).body.count == 1000)
        try await fault(fixture, ["action": "redirect", "location": "http://elsewhere.example/"])
        let redirect = await fixture.gateway.answer(call)
        #expect(redirect.status == 302)
        #expect(redirect.headers.contains { $0 == ("location", "http://elsewhere.example/") })
    }

    @Test func delaysWaitBeforeAndAfterProcessing() async throws {
        let waits = WaitLog()
        let fixture = try await GatewayFixture { $0.sleep = { waits.append($0) } }
        try await fault(
            fixture,
            [
                "rules": [
                    ["action": "delay-before", "seconds": "0.5", "times": "always"],
                    ["action": "delay-after", "seconds": 2, "command": "create-secret"],
                ]
            ])
        try await fixture.create("/a")
        _ = try await fixture.value("/a")
        #expect(waits.all == [.milliseconds(500), .seconds(2), .milliseconds(500)])
    }

    @Test func staleReadsAnswerFromBeforeUnlessTheCacheIsIgnored() async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a", "old")
        try await fault(fixture, ["action": "stale", "times": "always"])
        try await fixture.call("update-secret-val", ["name": "/a", "value": "new"])
        try await fixture.create("/b", "born later")
        #expect(try await fixture.value("/a") == "old")
        #expect(try await fixture.describe("/b").status == 404)
        let fresh: JSON = ["names": ["/a"], "ignore-cache": "true"]
        #expect(try await fixture.call("get-secret-value", fresh)["/a"] == "new")
        _ = try await fixture.raw("DELETE", "/_gateway/faults")
        #expect(try await fixture.value("/a") == "new")
    }

    @Test func theClockIsSetMovedAndFrozen() async throws {
        let fixture = try await GatewayFixture()
        let set = try await fixture.raw("POST", "/_gateway/clock", ["set": "2030-01-01T00:00:00Z"])
        #expect(set["now"] == "2030-01-01T00:00:00Z")
        let moved = try await fixture.raw("POST", "/_gateway/clock", ["advance": 90, "freeze": true])
        #expect(moved["now"] == "2030-01-01T00:01:30Z")
        #expect(moved.header("date") == "Tue, 01 Jan 2030 00:01:30 GMT")
        for body in [["set": "soon"], ["advance": 9_223_372_036_854_775_807]] as [JSON] {
            #expect(try await fixture.raw("POST", "/_gateway/clock", body).status == 400)
        }
    }

    @Test func theClockStepsWithEveryCommand() async throws {
        let fixture = try await GatewayFixture()
        _ = try await fixture.raw(
            "POST", "/_gateway/clock", ["set": "2030-01-01T00:00:00Z", "step": 3, "freeze": true])
        #expect(try await fixture.call("list-items").header("date") == "Tue, 01 Jan 2030 00:00:03 GMT")
        #expect(try await fixture.call("list-items").header("date") == "Tue, 01 Jan 2030 00:00:06 GMT")
        #expect(try await fixture.raw("POST", "/_gateway/clock", ["step": -1]).status == 400)
    }

    @Test func tokensAreExpiredOnDemand() async throws {
        let fixture = try await GatewayFixture()
        #expect(try await fixture.raw("POST", "/_gateway/tokens/expire", [:])["expired"] == 1)
        #expect(try await fixture.call("list-items").status == 401)
        let again = try await fixture.logIn(GatewayFixture.ownerID, GatewayFixture.ownerKey)
        #expect(try await fixture.call("list-items", token: again).status == 200)
    }

    @Test(arguments: [true, false])
    func aRateLimitRefusesUntilTheNextSecond(sendsRetryAfter: Bool) async throws {
        let fixture = try await GatewayFixture()
        try await fixture.create("/a")
        fixture.clock.advance(by: 1)
        let limit: JSON = ["per-second": 2, "retry-after": .bool(sendsRetryAfter)]
        _ = try await fixture.raw("POST", "/_gateway/rate-limit", limit)
        #expect(try await get(fixture).status == 200)
        #expect(try await get(fixture).status == 200)
        let refused = try await get(fixture)
        #expect(refused.status == 429)
        #expect(refused.error.contains("will be released in"))
        #expect(refused.header("retry-after") == (sendsRetryAfter ? "1" : nil))
        fixture.clock.advance(by: 1)
        #expect(try await get(fixture).status == 200)
        _ = try await fixture.raw("DELETE", "/_gateway/rate-limit")
        for _ in 0..<5 { #expect(try await get(fixture).status == 200) }
    }

    @Test(
        arguments: [
            ["action": "explode"], ["action": "status"], ["action": "status", "status": 99], ["action": "delay-before"],
            [:],
            ["action": "drop-before", "nth": 0], ["action": "redirect"],
            ["action": "huge", "bytes": 9_223_372_036_854_775_807],
            ["action": "redirect", "location": "/", "status": 200],
        ] as [JSON])
    func aRuleThatMakesNoSenseIsRefused(rule: JSON) async throws {
        let reply = try await GatewayFixture().raw("POST", "/_gateway/faults", rule)
        #expect(reply.status == 400)
    }
}

/// Collects the waits a gateway asked for.
final class WaitLog: Sendable {
    private let waits = Mutex<[Duration]>([])
    func append(_ wait: Duration) { waits.withLock { $0.append(wait) } }
    var all: [Duration] { waits.withLock { $0 } }
}
