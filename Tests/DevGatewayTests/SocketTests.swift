import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import SyncModel
import Testing

@testable import DevGateway

/// A directory that is removed with the test that made it.
final class ScratchDirectory: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "lockstep-gateway-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func mode(of name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
        return try #require((attributes[.posixPermissions] as? NSNumber)?.intValue)
    }
}

@Suite struct SocketTests {
    private func post(_ url: String, _ body: JSON) async throws -> (status: Int, json: JSON) {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: body.encoded()))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        let bytes = try await response.body.collect(upTo: 1 << 20)
        return (Int(response.status.code), try JSON.parse(bytes.readableBytesView))
    }

    private func token(_ gateway: RunningGateway) async throws -> JSON {
        let credentials = try #require(gateway.credentials)
        let login = GatewayFixture.login(credentials.accessID, credentials.accessKey.reveal())
        return try #require(try await post(gateway.url + "/auth", login).json["token"])
    }

    private func withGateway(
        _ configuration: GatewayConfiguration, _ body: (RunningGateway) async throws -> Void
    ) async throws {
        let gateway = try await DevGateway.start(configuration)
        do {
            try await body(gateway)
        } catch {
            await gateway.stop()
            throw error
        }
        await gateway.stop()
    }

    @Test(.timeLimit(.minutes(1))) func aStartThatIsCancelledEnds() async throws {
        let gateway = try await Gateway.open(GatewayConfiguration(storage: .memory))
        let start = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await RunningGateway(gateway)
        }
        await #expect(throws: CancellationError.self) { try await start.value }
        try await gateway.close()
    }

    @Test func aGatewayServesOnAFreePortUntilStopped() async throws {
        let gateway = try await DevGateway.start(GatewayConfiguration(storage: .memory))
        #expect(gateway.port > 0)
        let token = try await token(gateway)
        let created = try await post(
            gateway.url + "/api/v2/create-secret", ["name": "/a", "value": "v", "token": token])
        #expect(created.status == 200)
        await gateway.stop()
    }

    @Test func aPortCanBeTakenAgainOnceItsGatewayHasStopped() async throws {
        try await expectFree {
            let gateway = try await DevGateway.start(GatewayConfiguration(storage: .memory))
            await gateway.stop()
            return gateway.port
        }
    }

    /// The port of a gateway that ended can be taken again. What runs beside the tests may be faster, but not five times.
    private func expectFree(after serving: () async throws -> Int) async throws {
        for attempt in 1...5 {
            var configuration = GatewayConfiguration(storage: .memory)
            configuration.port = try await serving()
            do {
                return try await withGateway(configuration) { #expect($0.port == configuration.port) }
            } catch let error as GatewayError where error.code == .portInUse && attempt < 5 {}
        }
    }

    @Test func dropsAndCutsReachTheClientAsBrokenConnections() async throws {
        var configuration = GatewayConfiguration(storage: .memory)
        configuration.testControls = true
        try await withGateway(configuration) { gateway in
            let token = try await token(gateway)
            let body: JSON = ["name": "/a", "value": "v", "token": token]
            for action in ["drop-before", "truncate"] {
                _ = try await post(gateway.url + "/_gateway/faults", ["action": .string(action)])
                await #expect(throws: (any Error).self, "\(action)") {
                    try await post(gateway.url + "/create-secret", body)
                }
            }
            let read = try await post(gateway.url + "/get-secret-value", ["names": "/a", "token": token])
            #expect(read.json == ["/a": "v"])
        }
    }

    @Test func ofSimultaneousCreatesOfOneNameOneWins() async throws {
        try await withGateway(GatewayConfiguration(storage: .memory)) { gateway in
            let token = try await token(gateway)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<64 {
                    let body: JSON = ["name": .string("/race/\(number % 8)"), "value": "v", "token": token]
                    group.addTask { try await self.post(gateway.url + "/create-secret", body).status }
                }
                return try await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(statuses == [200: 8, 409: 56])
        }
    }

    @Test func aPortInUseIsToldApart() async throws {
        try await withGateway(GatewayConfiguration(storage: .memory)) { gateway in
            var second = GatewayConfiguration(storage: .memory)
            second.port = gateway.port
            let error = await #expect(throws: GatewayError.self) { try await DevGateway.start(second) }
            #expect(error?.code == .portInUse)
        }
    }

    @Test(arguments: ["0.0.0.0", "::", "192.0.2.1", "gateway.example"])
    func remoteAddressesAreRefusedUnlessAllowed(host: String) async throws {
        var configuration = GatewayConfiguration(storage: .memory)
        configuration.host = host
        let error = await #expect(throws: GatewayError.self) { try await DevGateway.start(configuration) }
        #expect(error?.code == .remoteAddressRefused)
    }

    @Test func runningEndsWithCancellation() async throws {
        try await expectFree {
            let (started, continuation) = AsyncStream.makeStream(of: Int.self)
            let task = Task {
                try await DevGateway.run(GatewayConfiguration(storage: .memory)) { gateway in
                    continuation.yield(gateway.port)
                    continuation.finish()
                }
            }
            let port = try #require(await started.first { _ in true })
            task.cancel()
            try await task.value
            return port
        }
    }

    @Test func filesAreForTheirOwnerAloneAndHoldNoUsableLogin() async throws {
        let directory = try ScratchDirectory()
        let file = directory.path + "/gateway.sqlite"
        var key = ""
        var token = ""
        try await withGateway(GatewayConfiguration(storage: .file(file))) { gateway in
            key = try #require(gateway.credentials).accessKey.reveal()
            token = try #require(try await self.token(gateway).text)
            #expect(try directory.mode(of: "gateway.sqlite") == 0o600)
            #expect(try directory.mode(of: "gateway.sqlite-wal") == 0o600)
            #expect(try directory.mode(of: "gateway.sqlite.credentials") == 0o600)
        }
        let data = try Data(contentsOf: URL(fileURLWithPath: file))
        #expect(data.range(of: Data(key.utf8)) == nil)
        #expect(data.range(of: Data(token.utf8)) == nil)
        let credentials = try String(contentsOfFile: file + ".credentials", encoding: .utf8)
        #expect(credentials.contains("export AKEYLESS_ACCESS_KEY='\(key)'\n"))
    }

    @Test func aRestartKeepsSecretsSessionsAndTheLogin() async throws {
        let directory = try ScratchDirectory()
        let configuration = GatewayConfiguration(storage: .file(directory.path + "/gateway.sqlite"))
        var token: JSON = nil
        var accessID = ""
        try await withGateway(configuration) { gateway in
            token = try await self.token(gateway)
            accessID = try #require(gateway.credentials).accessID
            _ = try await post(gateway.url + "/create-secret", ["name": "/a", "value": "v", "token": token])
        }
        try await withGateway(configuration) { gateway in
            #expect(gateway.credentials?.accessID == accessID)
            let read = try await post(gateway.url + "/get-secret-value", ["names": "/a", "token": token])
            #expect(read.json == ["/a": "v"])
            _ = try await self.token(gateway)
        }
        try FileManager.default.removeItem(atPath: directory.path + "/gateway.sqlite.credentials")
        try await withGateway(configuration) { gateway in
            #expect(gateway.credentials?.accessID == accessID)
            _ = try await self.token(gateway)
        }
    }

    @Test func anAnsweredWriteIsInTheFilesBeforeTheGatewayStops() async throws {
        let directory = try ScratchDirectory()
        let file = directory.path + "/gateway.sqlite"
        let copy = directory.path + "/copy.sqlite"
        try await withGateway(GatewayConfiguration(storage: .file(file))) { gateway in
            let token = try await self.token(gateway)
            for number in 0..<50 {
                let body: JSON = ["name": .string("/a/\(number)"), "value": "v", "token": token]
                #expect(try await post(gateway.url + "/create-secret", body).status == 200)
            }
            // What a process killed at this moment would leave behind.
            for suffix in ["", "-wal", ".credentials"] {
                try FileManager.default.copyItem(atPath: file + suffix, toPath: copy + suffix)
            }
        }
        try await withGateway(GatewayConfiguration(storage: .file(copy))) { gateway in
            let token = try await self.token(gateway)
            let list = try await post(gateway.url + "/list-items", ["path": "/a", "token": token])
            #expect(list.json["items"]?.elements?.count == 50)
        }
    }

    @Test func aDataFileServesOneGateway() async throws {
        let directory = try ScratchDirectory()
        let configuration = GatewayConfiguration(storage: .file(directory.path + "/gateway.sqlite"))
        try await withGateway(configuration) { _ in
            let error = await #expect(throws: GatewayError.self) { try await DevGateway.start(configuration) }
            #expect(error?.code == .dataFileInUse)
        }
    }

    @Test func foreignFilesAreLeftAlone() async throws {
        let directory = try ScratchDirectory()
        let text = directory.path + "/notes.txt"
        let content = String(repeating: "not a database ", count: 100)
        try content.write(toFile: text, atomically: true, encoding: .utf8)
        let textError = await #expect(throws: GatewayError.self) {
            try await DevGateway.start(GatewayConfiguration(storage: .file(text)))
        }
        #expect(textError?.code == .dataFileForeign)
        #expect(try String(contentsOfFile: text, encoding: .utf8) == content)

        let missing = await #expect(throws: GatewayError.self) {
            try await DevGateway.start(GatewayConfiguration(storage: .file(directory.path + "/no/such/file")))
        }
        #expect(missing?.code == .dataFileUnusable)
    }
}
