import SyncModel
import Synchronization
import Testing

@testable import SyncEngine

@Suite struct EmbeddedHostTests {
    private struct Failure: Error {}

    @Test func aStartThatFailedIsTriedAgain() async throws {
        let starts = Atomic(0)
        let host = EmbeddedHost { _ in
            guard starts.add(1, ordering: .relaxed).newValue > 1 else { throw Failure() }
            return EmbeddedGateway(url: "http://127.0.0.1:1", accessID: "p-1", accessKey: Secret("k"), stop: {})
        }
        await #expect(throws: Failure.self) { try await host.gateway(over: "file") }
        for _ in 1...2 { _ = try await host.gateway(over: "file") }
        #expect(starts.load(ordering: .relaxed) == 2)
        await host.stop()
    }
}
