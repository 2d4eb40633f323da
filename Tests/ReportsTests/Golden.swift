import Foundation
import Testing

/// Compares a text with the file of that name in `Golden`, which is rewritten only if `LOCKSTEP_UPDATE_GOLDENS` is set.
func expectGolden(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name)")
    if ProcessInfo.processInfo.environment["LOCKSTEP_UPDATE_GOLDENS"] != nil {
        try Data(text.utf8).write(to: file)
    }
    let expected = String(decoding: (try? Data(contentsOf: file)) ?? Data(), as: UTF8.self)
    guard text != expected else { return }
    let (new, old) = (
        text.split(separator: "\n", omittingEmptySubsequences: false),
        expected.split(separator: "\n", omittingEmptySubsequences: false)
    )
    let line = zip(new, old).enumerated().first { $1.0 != $1.1 }?.offset ?? min(new.count, old.count)
    Issue.record(
        "\(name) differs from line \(line + 1): \(line < new.count ? new[line] : "(end)")",
        sourceLocation: sourceLocation)
}
