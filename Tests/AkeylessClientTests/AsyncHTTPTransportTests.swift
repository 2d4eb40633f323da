import AkeylessClient
import Foundation
import Testing

/// The real transport against real sockets of this machine.
@Suite struct AsyncHTTPTransportTests {
    private func exchange(
        settings: TransportSettings = TransportSettings(), script: @escaping LoopbackServer.Script,
        request: (Int) -> TransportRequest = { TransportRequest(url: "http://127.0.0.1:\($0)/auth", body: [1, 2]) }
    ) async throws -> Result<TransportResponse, TransportError> {
        let server = try LoopbackServer(script)
        defer { server.stop() }
        return try await exchange(settings: settings, request(server.port))
    }

    private func exchange(
        settings: TransportSettings = TransportSettings(), _ request: TransportRequest
    ) async throws -> Result<TransportResponse, TransportError> {
        let transport = try AsyncHTTPTransport(settings: settings)
        let result: Result<TransportResponse, TransportError>
        do throws(TransportError) {
            result = .success(try await transport.send(request))
        } catch { result = .failure(error) }
        await transport.shutdown()
        return result
    }

    @Test func anAnswerIsReadWhole() async throws {
        let response = try await exchange { request in
            #expect(request.hasPrefix("POST /auth HTTP/1.1\r\n"))
            return "HTTP/1.1 201 Created\r\nX-One: 1\r\nContent-Length: 5\r\n\r\nhello"
        }.get()
        #expect(response.status == 201)
        #expect(response.header("x-one") == "1")
        #expect(String(decoding: response.body, as: UTF8.self) == "hello")
    }

    /// The connection is still on its way back to the pool then, which in one run of thousands brought the process down.
    @Test func aTransportMayEndTheMomentItHasAnAnswer() async throws {
        let server = try LoopbackServer { _ in "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}" }
        defer { server.stop() }
        let request = TransportRequest(url: "http://127.0.0.1:\(server.port)/auth", body: [1])
        for _ in 0..<100 { #expect(try await exchange(request).get().status == 200) }
    }

    @Test func redirectsAreNotFollowed() async throws {
        let response = try await exchange { _ in
            "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
        }.get()
        #expect(response.status == 302)
    }

    @Test func aRefusedConnectionSentNothing() async throws {
        let result = try await LoopbackServer.withRefusingPort { port in
            try await exchange(TransportRequest(url: "http://127.0.0.1:\(port)/"))
        }
        #expect(result.failure == TransportError(.neverSent, "connection refused"))
    }

    @Test func anUnknownNameSentNothing() async throws {
        let result = try await exchange(TransportRequest(url: "http://nowhere.invalid/"))
        #expect(result.failure == TransportError(.neverSent, "the name nowhere.invalid does not resolve"))
    }

    @Test func aConnectionThatIsCutLosesTheAnswer() async throws {
        let result = try await exchange { _ in nil }
        #expect(result.failure == TransportError(.answerLost, "the connection was closed"))
    }

    @Test func anAnswerThatIsCutIsLost() async throws {
        let asked = Flag()
        let result = try await exchange { _ in
            asked.setOnce() ? "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello" : nil
        } request: {
            TransportRequest(url: "http://127.0.0.1:\($0)/", body: [1], timeout: .milliseconds(150))
        }
        #expect(result.failure?.stage == .answerLost)
    }

    @Test func aSilentServerIsNotWaitedForForever() async throws {
        let result = try await exchange { _ in
            ""
        } request: {
            TransportRequest(url: "http://127.0.0.1:\($0)/", body: [1], timeout: .milliseconds(100))
        }
        #expect(result.failure == TransportError(.answerLost, "no answer within 0.1 s"))
    }

    @Test func anAnswerBeyondTheLimitIsRefused() async throws {
        let result = try await exchange { _ in
            "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world"
        } request: {
            TransportRequest(url: "http://127.0.0.1:\($0)/", body: [1], maximumResponseSize: 10)
        }
        #expect(result.failure?.stage == .answerTooLong)
    }

    @Test func somethingThatIsNotHTTPLosesTheAnswer() async throws {
        let result = try await exchange { _ in "SSH-2.0-OpenSSH_9.2\r\n" }
        #expect(result.failure?.stage == .answerLost)
    }

    @Test func aServerThatDoesNotSpeakTLSWasSentNothing() async throws {
        var settings = TransportSettings()
        settings.connectTimeout = .milliseconds(150)
        let result = try await exchange(settings: settings) { _ in
            nil
        } request: {
            TransportRequest(url: "https://127.0.0.1:\($0)/", body: [1])
        }
        #expect(result.failure?.stage == .neverSent)
    }

    @Test func aProxyThatRefusesSentNothing() async throws {
        let server = try LoopbackServer { request in
            #expect(request.hasPrefix("CONNECT gw.invalid:443 HTTP/1.1\r\n"))
            #expect(request.contains("Basic dTpwQHc="))
            return "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
        }
        defer { server.stop() }
        var settings = TransportSettings()
        settings.proxies = try ProxySettings(
            httpProxy: nil, httpsProxy: "http://u:p%40w@127.0.0.1:\(server.port)", noProxy: nil)
        let result = try await exchange(settings: settings, TransportRequest(url: "https://gw.invalid/auth"))
        #expect(result.failure == TransportError(.neverSent, "the proxy refused the connection"))
    }

    @Test func sixtyFourRequestsAreUnderWayAtOnce() async throws {
        let gate = Gate(target: 64)
        let server = try LoopbackServer { _ in
            gate.arriveAndWait() ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}" : nil
        }
        defer { server.stop() }
        let transport = try AsyncHTTPTransport()
        let request = TransportRequest(url: "http://127.0.0.1:\(server.port)/", body: [1])
        let statuses = await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<64 { group.addTask { try? await transport.send(request).status } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        await transport.shutdown()
        #expect(statuses.allSatisfy { $0 == 200 })
    }

    @Test func cancellingEndsARequest() async throws {
        let server = try LoopbackServer { _ in "" }
        defer { server.stop() }
        let transport = try AsyncHTTPTransport()
        let request = TransportRequest(url: "http://127.0.0.1:\(server.port)/", body: [1])
        let task = Task { try await transport.send(request) }
        task.cancel()
        await #expect(throws: TransportError(.answerLost, "cancelled")) { try await task.value }
        await transport.shutdown()
    }

    @Test func filesThatHoldNoCertificateAreRefused() throws {
        var settings = TransportSettings()
        settings.authorityFile = "/nowhere/ca.pem"
        #expect(throws: TransportError(.neverPossible, "/nowhere/ca.pem holds no certificate in PEM form")) {
            try AsyncHTTPTransport(settings: settings)
        }
    }

    @Test func proxiesSpokenToByTLSAreRefused() throws {
        var settings = TransportSettings()
        settings.proxies = try ProxySettings(httpProxy: nil, httpsProxy: "https://p:1", noProxy: nil)
        #expect(throws: TransportError.self) { try AsyncHTTPTransport(settings: settings) }
    }

    /// Opens when enough have arrived.
    private final class Gate: Sendable {
        private let condition = NSCondition()
        private nonisolated(unsafe) var count = 0  // Guarded by the condition's lock.
        private let target: Int

        init(target: Int) { self.target = target }

        func arriveAndWait() -> Bool {
            condition.lock()
            defer { condition.unlock() }
            count += 1
            condition.broadcast()
            let deadline = Date(timeIntervalSinceNow: 20)
            while count < target { if !condition.wait(until: deadline) { return false } }
            return true
        }
    }

    private final class Flag: Sendable {
        private let lock = NSLock()
        private nonisolated(unsafe) var isSet = false  // Guarded by the lock.

        func setOnce() -> Bool {
            lock.withLock {
                defer { isSet = true }
                return !isSet
            }
        }
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}
