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
}
