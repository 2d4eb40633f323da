import Foundation
import FuzzTargets
import Testing

/// Replays what `Tests/long/fuzz` keeps: seeds, inputs that reach far, and everything that once went wrong.
@Suite struct CorpusTests {
    @Test(arguments: FuzzTarget.allCases) func everyKeptInputIsReadOrRefused(_ target: FuzzTarget) throws {
        let folder = try #require(Bundle.module.url(forResource: "Corpus", withExtension: nil))
            .appendingPathComponent(target.rawValue)
        let inputs = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        #expect(!inputs.isEmpty)
        for input in inputs { target.run(Array(try Data(contentsOf: input))) }
    }
}
