import SyncModel
import Testing

@Suite struct SharedTaskTests {
    @Test func aTaskIsCancelledWithWhoeverWaitsForIt() async {
        let task = Task { try await Task.sleep(for: .seconds(3_600)) }
        let waiting = Task { await task.sharedResult }
        waiting.cancel()
        let result = await waiting.value
        #expect(throws: CancellationError.self) { try result.get() }
    }

    @Test func aTaskThatEndsGivesItsValueToAll() async throws {
        let task = Task { 7 }
        async let (first, second) = (task.sharedResult.get(), task.sharedResult.get())
        #expect(await (first, second) == (7, 7))
    }
}
