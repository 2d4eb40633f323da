import AkeylessClient
import AkeylessWire
import SyncModel
import Testing

@Suite struct RetryTests {
    private static let busy = TransportResponse.failure(503, "internal server error")

    @Test(arguments: [500, 502, 503, 504])
    func aReadIsRepeatedAfterAFailureOfTheService(status: Int) async throws {
        let test = try TestClient.loggedIn { request in
            request.number < 4 ? .failure(status, "internal server error") : .json(#"{"item_name":"/a"}"#)
        }
        #expect(try await test.client.describeItem("/a").name == "/a")
        #expect(test.clock.sleeps == [.milliseconds(300), .milliseconds(600)])
    }

    @Test(arguments: [400, 404, 409, 501])
    func aDefiniteAnswerIsNotRepeated(status: Int) async throws {
        let test = try TestClient.loggedIn { _ in .failure(status, "no") }
        #expect(await akeylessError { _ = try await test.client.describeItem("/a") }?.status == status)
        #expect(test.transport.requests(.describeItem).count == 1)
    }

    @Test(arguments: [500, 502, 503, 504, 599])
    func aWriteAnsweredByAFailureOfTheServiceIsLost(status: Int) async throws {
        let test = try TestClient.loggedIn { _ in .failure(status, "oops") }
        let error = await akeylessError {
            try await test.client.createSecret(NewSecret(name: "/a", value: Secret("v")))
        }
        #expect(error?.kind == .lostAnswer)
        #expect(test.transport.requests(.createSecret).count == 1)
    }

    @Test(arguments: [TransportError.Stage.answerLost, .answerTooLong])
    func aWriteWhoseConnectionBrokeIsLost(stage: TransportError.Stage) async throws {
        let test = try TestClient.loggedIn { _ throws(TransportError) in throw TransportError(stage, "cut") }
        let error = await akeylessError { try await test.client.updateSecretValue("/a", value: Secret("v")) }
        #expect(error?.kind == .lostAnswer)
        #expect(error?.detail == "cut")
        #expect(test.transport.requests(.updateSecretValue).count == 1)
    }

    @Test func aWriteWithAnUnreadableGoodAnswerIsLost() async throws {
        let test = try TestClient.loggedIn { _ in .json("<html>fine</html>") }
        let error = await akeylessError { try await test.client.deleteItem("/a") }
        #expect(error?.kind == .lostAnswer)
    }

    @Test func aWriteThatNeverLeftIsRepeated() async throws {
        let test = try TestClient.loggedIn { request throws(TransportError) in
            if request.number == 2 { throw TransportError(.neverSent, "connection refused") }
            return .json(#"{"name":"/a"}"#)
        }
        try await test.client.createSecret(NewSecret(name: "/a", value: Secret("v")))
        #expect(test.transport.requests(.createSecret).count == 2)
    }

    @Test func aWriteThatWasThrottledIsRepeated() async throws {
        let test = try TestClient.loggedIn { request in
            request.number == 2
                ? .failure(429, "slow down", headers: [HTTPHeader("retry-after", "7")]) : .json(#"{"name":"/a"}"#)
        }
        try await test.client.createSecret(NewSecret(name: "/a", value: Secret("v")))
        #expect(test.clock.sleeps == [.milliseconds(7200)])
        #expect(test.events.waits == [.milliseconds(7200)])
    }

    @Test func theTextOfTheServiceTellsHowLongToWait() async throws {
        let test = try TestClient.loggedIn { request in
            request.number == 2
                ? .failure(429, "quota exceeded, it will be released in 1m5.5s.") : .json(#"{"item_name":"/a"}"#)
        }
        _ = try await test.client.describeItem("/a")
        #expect(test.clock.sleeps == [.milliseconds(65_700)])
    }

    @Test func aWaitBeyondTheBudgetIsNotBegun() async throws {
        let test = try TestClient.loggedIn { _ in .failure(429, "later", headers: [HTTPHeader("Retry-After", "3600")]) }
        let error = await akeylessError { _ = try await test.client.describeItem("/a") }
        #expect(error?.kind == .throttled)
        #expect(error?.retryAfter == .seconds(3600))
        #expect(test.clock.sleeps.isEmpty)
    }

    @Test func waitsThatTheServiceAsksForHaveABudgetOfTheirOwn() async throws {
        let test = try TestClient.loggedIn { request in
            switch request.number {
            case 2, 3: .failure(429, "later", headers: [HTTPHeader("Retry-After", "50")])
            case 4: Self.busy
            default: .json(#"{"item_name":"/a"}"#)
            }
        }
        _ = try await test.client.describeItem("/a")
        #expect(test.clock.sleeps == [.milliseconds(50_200), .milliseconds(50_200), .milliseconds(1200)])
        let impatient = try TestClient.loggedIn { _ in
            .failure(429, "later", headers: [HTTPHeader("Retry-After", "50")])
        }
        #expect(await akeylessError { _ = try await impatient.client.describeItem("/a") }?.kind == .throttled)
        #expect(impatient.clock.sleeps.count == 2)
    }

    @Test func timeInTheQueueIsNotCounted() async throws {
        let clock = VirtualClock()
        let test = try TestClient(concurrency: 1, clock: clock) { request in
            if request.command == .auth { return .token("t-1") }
            clock.advance(by: .seconds(10))
            return request.number == 12 ? Self.busy : .json(#"{"item_name":"/a"}"#)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<12 { group.addTask { _ = try await test.client.describeItem("/a") } }
            try await group.waitForAll()
        }
        #expect(test.transport.requests(.describeItem).allSatisfy { $0.request.timeout >= .seconds(30) })
    }

    @Test func repetitionEndsWithTheBudget() async throws {
        let test = try TestClient.loggedIn { _ in Self.busy }
        let error = await akeylessError { _ = try await test.client.describeItem("/a") }
        #expect(error?.kind == .server)
        #expect(test.clock.sleeps.reduce(.zero, +) < .seconds(45))
        #expect(test.clock.sleeps.max() == .seconds(6))
    }

    @Test func aServiceThatCannotBeReachedIsTriedFiveTimes() async throws {
        let test = try TestClient.loggedIn { _ throws(TransportError) in
            throw TransportError(.neverSent, "connection refused")
        }
        let error = await akeylessError { _ = try await test.client.describeItem("/a") }
        #expect(error?.kind == .unreachable)
        #expect(error?.description == "describe-item /a at gw.example:8000: connection refused")
        #expect(test.transport.requests(.describeItem).count == 5)
    }

    @Test func whatCanNeverWorkIsNotRepeated() async throws {
        let test = try TestClient.loggedIn { _ throws(TransportError) in
            throw TransportError(.neverPossible, "the certificate is not trusted")
        }
        #expect(await akeylessError { _ = try await test.client.describeItem("/a") }?.kind == .unreachable)
        #expect(test.transport.requests(.describeItem).count == 1)
    }

    @Test func dynamicSecretsAreNotMadeTwice() async throws {
        let test = try TestClient.loggedIn { _ in Self.busy }
        #expect(await akeylessError { _ = try await test.client.dynamicSecretValue("/d") }?.kind == .lostAnswer)
        #expect(test.transport.requests(.getDynamicSecretValue).count == 1)
    }

    @Test func repetitionsAreCounted() async throws {
        let test = try TestClient.loggedIn { request in
            request.number < 4 ? Self.busy : .json(#"{"item_name":"/a"}"#)
        }
        _ = try await test.client.describeItem("/a")
        #expect(test.client.requestCounts == ["auth": 1, "describe-item": 3])
    }
}

@Suite struct RetryPolicyTests {
    @Test(arguments: [(1, 400), (2, 800), (3, 1600), (5, 6400), (6, 8000), (60, 8000)])
    func theWaitDoublesUpToItsCap(attempt: Int, milliseconds: Int) {
        var error = AkeylessError(.server, endpoint: "describe-item", gateway: "gw")
        error.isTransient = true
        let decision = RetryPolicy.standard.decide(after: error, attempt: attempt, spent: .zero, jitter: 1)
        #expect(decision == .wait(.milliseconds(milliseconds)))
    }

    @Test(
        arguments: [
            ("90", nil, Duration.seconds(90)),
            ("Tue, 01 Sep 2026 10:00:30 GMT", "Tue, 01 Sep 2026 10:00:00 GMT", .seconds(30)),
            ("Tue, 01 Sep 2026 09:00:00 GMT", "Tue, 01 Sep 2026 10:00:00 GMT", .zero), ("soon", nil, nil),
            ("-1", nil, nil),
        ] as [(String, String?, Duration?)])
    func retryAfterHeadersAreRead(header: String, date: String?, wait: Duration?) {
        #expect(RetryAfter.wait(header: header, date: date, text: nil) == wait)
    }

    @Test(
        arguments: [
            ("1m30s", Duration.seconds(90)), ("12.5s", .milliseconds(12_500)), ("300ms", .milliseconds(300)),
            ("1h0m1s.", .seconds(3601)), ("soon", nil), ("5", nil), ("", nil),
        ] as [(String, Duration?)])
    func goDurationsAreRead(text: String, duration: Duration?) {
        #expect(RetryAfter.duration(text) == duration)
    }
}
