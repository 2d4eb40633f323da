import SyncModel
import Yams

/// Reads one YAML document as PyYAML's safe loader does, keeping the line of every node.
///
/// Yams only builds the tree of nodes; types, merge keys and repeated keys are decided here, because Yams follows
/// YAML 1.2 in part and refuses repeated keys, while Airflow's loader follows 1.1 and lets the last one win.
enum YAMLReader {
    /// Deeper nesting is refused.
    static let nestingLimit = 100

    /// How many nodes aliases may add to those that are written out.
    static let aliasLimit = 100_000

    static func read(_ source: SourceText) throws(FileProblem) -> LocatedValue {
        try refuseControlCharacters(source)
        let composed = try YAMLComposer.compose(source)
        guard let root = composed.root else {
            throw FileProblem(.emptyFile, "the file holds no entries", at: SourceLocation(file: source.file, line: 1))
        }
        var builder = YAMLTreeBuilder(
            file: source.file, marks: composed.marks, renamed: composed.renamed,
            budget: source.text.utf8.count + aliasLimit)
        return try builder.value(of: root, depth: 0)
    }

    /// YAML allows no control characters but TAB and line breaks; the underlying reader tells no line.
    private static func refuseControlCharacters(_ source: SourceText) throws(FileProblem) {
        guard source.text.unicodeScalars.contains(where: { !isPrintable($0) }) else { return }
        var line = 1
        var column = 1
        for scalar in source.text.unicodeScalars {
            if !isPrintable(scalar) {
                throw FileProblem(
                    .controlCharacter,
                    "the control character U+\(String(scalar.value, radix: 16, uppercase: true)) is not allowed in YAML",
                    at: SourceLocation(file: source.file, line: line, column: column),
                    hint: "write it as an escape inside double quotes, for example \"\\x01\"")
            }
            if scalar == "\n" { (line, column) = (line + 1, 1) } else { column += 1 }
        }
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}
