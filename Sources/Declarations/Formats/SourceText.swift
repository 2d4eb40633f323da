package import SyncModel

/// The text of a file, decoded and with the line ends that Python's text mode gives: LF only.
struct SourceText {
    let file: String
    let text: String

    /// Whether a byte order mark stood in front; it is not part of `text`.
    let hasByteOrderMark: Bool

    /// A text that stands inside a file or came from elsewhere.
    init(text: String, file: String) {
        self.text = text
        self.file = file
        hasByteOrderMark = false
    }

    /// Decodes strict UTF-8; the error names the line of the first bad byte.
    init(decoding bytes: [UInt8], file: String) throws(FileProblem) {
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        let body = hasMark ? bytes.dropFirst(3) : bytes[...]
        guard let text = String(validating: body, as: UTF8.self) else {
            throw FileProblem([Self.invalidEncoding(bytes, file: file)])
        }
        self.file = file
        self.hasByteOrderMark = hasMark
        self.text = text.utf8.contains(UInt8(ascii: "\r")) ? Self.withUnixLineEnds(text) : text
    }

    private static func withUnixLineEnds(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var previousWasReturn = false
        for scalar in text.unicodeScalars {
            if scalar == "\n", previousWasReturn {
                previousWasReturn = false
                continue
            }
            previousWasReturn = scalar == "\r"
            result.append(scalar == "\r" ? "\n" : scalar)
        }
        return String(result)
    }

    private static func invalidEncoding(_ bytes: [UInt8], file: String) -> Diagnostic {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            return Diagnostic(
                .invalidUTF8, "the file is UTF-16; Airflow reads UTF-8",
                at: SourceLocation(file: file, line: 1), hint: "save the file as UTF-8 without a byte order mark")
        }
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var line = 1
        var column = 1
        decoding: while true {
            switch decoder.decode(&iterator) {
            case .scalarValue("\n"):
                line += 1
                column = 1
            case .scalarValue: column += 1
            case .emptyInput, .error: break decoding
            }
        }
        return Diagnostic(
            .invalidUTF8, "a byte here is not valid UTF-8",
            at: SourceLocation(file: file, line: line, column: column), hint: "save the file as UTF-8")
    }
}

/// Why a file could not be read at all: one diagnostic or, for `.env` files, one for each bad line.
package struct FileProblem: Error {
    package var diagnostics: [Diagnostic]

    init(_ diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics
    }

    init(_ rule: ReadingRule, _ message: String, at location: SourceLocation, hint: String? = nil) {
        self.init([Diagnostic(rule, message, at: location, hint: hint)])
    }

    init(_ refusal: Refusal, _ message: String, at location: SourceLocation, hint: String? = nil) {
        self.init([Diagnostic(refusal, message, at: location, hint: hint)])
    }
}
