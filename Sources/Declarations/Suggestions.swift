import SyncModel

/// The likely intended name for one that is not known: the nearest by edits, if near enough.
package func suggestion(for name: String, among known: some Sequence<String>) -> String? {
    let wanted = Array(name.lowercased().unicodeScalars)
    guard wanted.count <= 64 else { return nil }
    let allowed = wanted.count <= 3 ? 1 : wanted.count <= 7 ? 2 : 3
    var best: (distance: Int, name: String)?
    for candidate in known {
        let distance = editDistance(wanted, Array(candidate.lowercased().unicodeScalars), limit: allowed)
        if let distance, distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    return best?.name
}

/// ` (did you mean …?)` or nothing, to end a message with.
func didYouMean(_ name: String, among known: some Sequence<String>) -> String? {
    suggestion(for: name, among: known).map { "did you mean `\($0)`?" }
}
