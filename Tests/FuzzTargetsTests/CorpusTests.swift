import Dispatch
import Foundation
import FuzzTargets
import Testing

/// Replays what `Tests/long/fuzz` keeps: seeds, inputs that reach far, and everything that once went wrong.
@Suite struct CorpusTests {
    /// As long as libFuzzer itself waits for one input.
    private static let limit = DispatchTimeInterval.seconds(10)

    @Test(arguments: FuzzTarget.allCases) func everyKeptInputIsReadOrRefusedInTime(_ target: FuzzTarget) throws {
        let folder = try #require(Bundle.module.url(forResource: "Corpus", withExtension: nil))
            .appendingPathComponent(target.rawValue)
        let inputs = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        #expect(!inputs.isEmpty)
        for input in inputs {
            let bytes = Array(try Data(contentsOf: input))
            #expect(Self.ends(within: Self.limit) { target.run(bytes) }, "no end with \(input.lastPathComponent)")
        }
    }

    @Test func anInputWithoutAnEndIsFound() {
        let gate = DispatchSemaphore(value: 0)
        #expect(!Self.ends(within: .milliseconds(1)) { gate.wait() })
        gate.signal()
    }

    /// Whether a piece of work ends in time; one that does not is left alone, since nothing can stop it.
    private static func ends(within limit: DispatchTimeInterval, _ work: @escaping @Sendable () -> Void) -> Bool {
        let end = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            work()
            end.signal()
        }
        return end.wait(timeout: .now() + limit) == .success
    }
}
