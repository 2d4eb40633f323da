import SyncModel
import Yams

/// Translates Yams' errors; what they carry of the file's text is dropped.
enum YAMLProblem {
    static func diagnose(_ error: YamlError, in source: SourceText, renamed: YAMLRenamedKeys) -> FileProblem {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            return syntax(problem, context, mark, source, renamed)
        case .reader:
            return FileProblem(
                .yamlSyntax, "a character here cannot be read", at: SourceLocation(file: source.file, line: 1))
        default:
            return FileProblem(
                .yamlSyntax, "the file is not valid YAML", at: SourceLocation(file: source.file, line: 1))
        }
    }

    private static func syntax(
        _ problem: String, _ context: YamlError.Context?, _ mark: Mark, _ source: SourceText, _ renamed: YAMLRenamedKeys
    ) -> FileProblem {
        let location = renamed.location(of: mark, file: source.file)
        if let tab = tab(near: mark.line, in: source) {
            return FileProblem(
                .yamlTab, "a tab is used for indentation or between values, which YAML does not allow",
                at: SourceLocation(file: source.file, line: tab.line, column: tab.column),
                hint: "replace the tab with spaces")
        }
        if problem == "found undefined alias", renamed.isInsideItsAnchor(aliasAt: mark) {
            return FileProblem(
                .yamlAnchor, "an alias inside of what it names: such a value has no end and cannot be stored",
                at: location, hint: "write the part out that is meant")
        }
        let wording = YAMLWording(problem, context?.text ?? "")
        let begin = wording.structure.flatMap { name in
            context.map { " (\(name) begins in line \(renamed.location(of: $0.mark, file: source.file).line ?? 1))" }
        }
        return FileProblem(.yamlSyntax, wording.message + (begin ?? ""), at: location, hint: wording.hint)
    }

    /// The first tab outside quotes on the line of the problem or the one before it.
    private static func tab(near line: Int, in source: SourceText) -> (line: Int, column: Int)? {
        let lines = source.text.split(separator: "\n", omittingEmptySubsequences: false)
        for number in [line - 1, line] where number >= 1 && number <= lines.count {
            let text = lines[number - 1]
            guard let tab = text.unicodeScalars.firstIndex(of: "\t") else { continue }
            let before = text.unicodeScalars[..<tab]
            let isIndentation = before.allSatisfy { $0 == " " || $0 == "-" }
            let followsColon = before.last == ":"
            guard isIndentation || followsColon else { continue }
            return (number, before.count + 1)
        }
        return nil
    }
}
