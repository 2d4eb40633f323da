import SyncEngine
import SyncModel

/// How a failure is told to a person: what failed, why, and what to do next.
enum FailureText {
    static func render(_ failure: EngineFailure, style: TextStyle) -> String {
        var lines = diagnostics(failure.diagnostics, style: style, isFolded: true)
        lines.append("\(style.red("error:")) \(escapedForTerminal(failure.message))")
        lines += failure.causes.map { "  caused by: \(escapedForTerminal($0))" }
        lines += failure.hints.map { "\(style.green("hint:")) \(escapedForTerminal($0))" }
        return lines.map { $0 + "\n" }.joined()
    }

    /// `connections/a.yaml:3:5: error: … [code]`, sorted by place.
    ///
    /// - Parameter isFolded: Whether warnings that repeat themselves are cut short, unless asked for with `-v`.
    static func diagnostics(_ diagnostics: [Diagnostic], style: TextStyle, isFolded: Bool = false) -> [String] {
        let sorted = diagnostics.sorted(by: byPlace)
        return (isFolded && !style.isVerbose ? sorted.folded() : sorted).flatMap { diagnostic -> [String] in
            let place = diagnostic.location.map { escapedForTerminal($0.description) + ": " } ?? ""
            let severity =
                switch diagnostic.severity {
                case .error: style.red("error:")
                case .warning: style.yellow("warning:")
                case .note: style.dim("note:")
                }
            let message = escapedForTerminal(diagnostic.message)
            let first = "\(place)\(severity) \(message) \(style.dim("[\(diagnostic.code)]"))"
            return [first] + (diagnostic.hint.map { ["  hint: \(escapedForTerminal($0))"] } ?? [])
        }
    }

    private static func byPlace(_ a: Diagnostic, _ b: Diagnostic) -> Bool {
        let left = (a.location?.file ?? "", a.location?.line ?? 0, a.location?.column ?? 0, a.code)
        let right = (b.location?.file ?? "", b.location?.line ?? 0, b.location?.column ?? 0, b.code)
        return left < right
    }
}
