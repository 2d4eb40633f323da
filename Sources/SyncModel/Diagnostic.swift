/// A place in a file of the repository; lines and columns count from one.
package struct SourceLocation: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The path relative to the project.
    package var file: String
    package var line: Int?
    package var column: Int?

    package init(file: String, line: Int? = nil, column: Int? = nil) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String {
        [file, line.map(String.init), line == nil ? nil : column.map(String.init)].compactMap(\.self).joined(
            separator: ":")
    }
}

/// A problem in what the user wrote, found together with all others and reported with its place.
///
/// `code` is stable: users silence or search for it. The message never holds a value.
package struct Diagnostic: Hashable, Sendable {
    package enum Severity: String, Sendable, Codable, Comparable {
        case error, warning, note

        package static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }
        private var rank: Int { self == .note ? 0 : self == .warning ? 1 : 2 }
    }

    package var code: String
    package var severity: Severity
    package var message: String
    package var location: SourceLocation?
    package var hint: String?

    package init(
        _ severity: Severity, code: String, _ message: String, at location: SourceLocation? = nil, hint: String? = nil
    ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.location = location
        self.hint = hint
    }
}

extension Sequence<Diagnostic> {
    /// Whether any of them is an error.
    package var hasErrors: Bool { contains { $0.severity == .error } }

    /// The same with what repeats itself cut short, for whoever reads it beside something else: of the warnings and of the
    /// notes of one kind the first few, and how many more there are. Errors are all there.
    package func folded(keeping limit: Int = 3) -> [Diagnostic] {
        func key(_ diagnostic: Diagnostic) -> String { diagnostic.severity.rawValue + " " + diagnostic.code }
        var totals: [String: Int] = [:]
        for diagnostic in self { totals[key(diagnostic), default: 0] += 1 }
        var seen: [String: Int] = [:]
        return flatMap { diagnostic -> [Diagnostic] in
            let kind = key(diagnostic)
            let (index, total) = (seen[kind, default: 0], totals[kind, default: 0])
            seen[kind] = index + 1
            // One more line says no less than how many were left out.
            guard diagnostic.severity != .error, total > limit + 1, index >= limit else { return [diagnostic] }
            guard index == limit else { return [] }
            return [
                Diagnostic(
                    diagnostic.severity, code: diagnostic.code, "and \(total - limit) more of this kind",
                    hint: "-v names each of them")
            ]
        }
    }
}
