import Foundation

/// The recorded cases of a family that Airflow reads and Lockstep refuses, by rule, as the documentation lists them.
package func refusedRecordings(_ family: String) throws -> [String: Set<String>] {
    let article = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Sources/Declarations/Declarations.docc/RefusedRecordings.md")
    var found: [String: Set<String>] = [:]
    for line in try String(contentsOf: article, encoding: .utf8).split(separator: "\n") {
        guard let rule = line.firstMatch(of: /^\| `([a-z-]+)` \|/)?.output.1 else { continue }
        let cases = line.matches(of: /`([a-z]{2}-[0-9a-f]{10})`/).map { String($0.output.1) }
        let own = cases.filter { $0.hasPrefix(family + "-") }
        if !own.isEmpty { found[String(rule), default: []].formUnion(own) }
    }
    return found
}
