import SyncModel

/// Reads `.env` files as Airflow does: one `KEY=value` a line, nothing trimmed, unquoted or unescaped.
enum EnvFileReader {
    /// All bad lines are reported together; a repeated key stays in the result as a repeated member.
    static func read(_ source: SourceText, allowsEmptyKey: Bool = false) throws(FileProblem) -> LocatedValue {
        var members: [LocatedValue.Member] = []
        var problems: [Diagnostic] = []
        // A byte order mark is part of the first key for Airflow.
        let text = source.hasByteOrderMark ? "\u{FEFF}" + source.text : source.text
        for (index, line) in lines(of: text).enumerated() where !line.isEmpty && !isComment(line) {
            let location = SourceLocation(file: source.file, line: index + 1, column: 1)
            switch parse(line, allowsEmptyKey: allowsEmptyKey) {
            case .success(let pair):
                let value = SourceLocation(file: source.file, line: index + 1, column: pair.key.count + 2)
                members.append(
                    .init(
                        key: LocatedValue(.text(String(pair.key)), at: location),
                        value: LocatedValue(.text(String(pair.value)), at: value)))
            case .failure(let problem):
                problems.append(Diagnostic(.envLine, problem.message, at: location, hint: problem.hint))
            }
        }
        guard problems.isEmpty else { throw FileProblem(problems) }
        return LocatedValue(.mapping(members), at: SourceLocation(file: source.file, line: 1, column: 1))
    }

    private struct LineProblem: Error {
        var message: String
        var hint: String?
    }

    private typealias Pair = (key: Substring.UnicodeScalarView, value: Substring.UnicodeScalarView)

    private static func parse(
        _ line: Substring.UnicodeScalarView, allowsEmptyKey: Bool
    ) -> Result<Pair, LineProblem> {
        guard let equals = line.firstIndex(of: "=") else {
            let isBlank = line.allSatisfy(\.properties.isWhitespace)
            return .failure(
                LineProblem(
                    message: isBlank ? "a line of blanks is not allowed" : "the line has no `=`",
                    hint: isBlank ? "make the line empty" : "write KEY=value on one line, or use a YAML file"))
        }
        let key = line[..<equals]
        let value = line[line.index(after: equals)...]
        if key.isEmpty && !allowsEmptyKey { return .failure(LineProblem(message: "the key before `=` is empty")) }
        if value.isEmpty {
            return .failure(
                LineProblem(message: "the value after `=` is empty", hint: "an empty value needs a YAML or JSON file"))
        }
        return .success((key, value))
    }

    private static func isComment(_ line: Substring.UnicodeScalarView) -> Bool {
        line.first { !$0.properties.isWhitespace } == "#"
    }

    /// Lines as Python's `str.splitlines` finds them.
    private static func lines(of text: String) -> [Substring.UnicodeScalarView] {
        var lines: [Substring.UnicodeScalarView] = []
        let scalars = text.unicodeScalars
        var start = scalars.startIndex
        for index in scalars.indices where isLineBreak(scalars[index]) {
            lines.append(scalars[start..<index])
            start = scalars.index(after: index)
        }
        if start < scalars.endIndex { lines.append(scalars[start...]) }
        return lines
    }

    private static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }
}
