import SyncModel
import Yams

/// Calls Yams, translates its errors into located diagnostics and works around its refusal of repeated keys.
enum YAMLComposer {
    /// The private tag of implicitly typed scalars whose tag Yams has resolved (keys, when it looks for repetitions).
    static let plainTag = "lockstep:plain"

    struct Composed {
        var root: Node?
        var marks: YAMLByteOrderMarks
        var renamed: YAMLRenamedKeys
    }

    /// Each round of the loop gives one repeated key another name; beyond this many the file is refused.
    static let repetitionLimit = 25

    static func compose(_ source: SourceText) throws(FileProblem) -> Composed {
        try refuseAliasKeys(source)
        let marks = try YAMLByteOrderMarks(source)
        var renamed = YAMLRenamedKeys(text: marks.text)
        while true {
            do {
                return Composed(root: try root(of: renamed.text), marks: marks, renamed: renamed)
            } catch YamlError.duplicatedKeysInMapping(_, let context) {
                let location = renamed.location(of: context.mark, file: source.file)
                guard renamed.count < repetitionLimit, renamed.rename(at: context.mark) else {
                    throw FileProblem("duplicate-key", "a key is given twice in one mapping", at: location)
                }
            } catch let problem as FileProblem {
                throw problem.relocated(to: source.file)
            } catch let error as YamlError {
                throw YAMLProblem.diagnose(error, in: source, renamed: renamed)
            } catch {
                throw FileProblem("yaml-syntax", "the file is not valid YAML", at: SourceLocation(file: source.file))
            }
        }
    }

    /// Plain keys get a tag of their own, so that `1` and `"1"` stay different.
    private static func root(of text: String) throws -> Node? {
        let resolver = try Resolver.basic.appending(Tag.Name(rawValue: plainTag), "^")
        let parser = try Parser(yaml: text, resolver: resolver, encoding: .utf8)
        let root = try parser.nextRoot()
        if let second = try parser.nextRoot() {
            throw FileProblem(
                "yaml-documents", "a second YAML document begins here; Airflow reads files of one document",
                at: SourceLocation(file: "", line: second.mark?.line, column: second.mark?.column),
                hint: "remove the `---` between them or split the file")
        }
        return root
    }

    /// Comparing keys that are aliases of nested aliases takes time without bound before any limit can be checked.
    ///
    /// Fewer than three anchors or thirty aliases of them cannot multiply far, so ordinary files never come here, nor
    /// does text that merely has many of the two signs.
    private static func refuseAliasKeys(_ source: SourceText) throws(FileProblem) {
        let anchors = names(after: UInt8(ascii: "&"), in: Array(source.text.utf8))
        guard anchors.count >= 3 else { return }
        let known = Set(anchors)
        let aliases = names(after: UInt8(ascii: "*"), in: Array(source.text.utf8)).filter(known.contains)
        guard aliases.count >= 30 else { return }
        for (index, line) in source.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where mayHoldAliasKey(Array(line.utf8), of: known) {
            throw FileProblem(
                "yaml-key", "an alias or a structure as a key is not allowed beside this many aliases",
                at: SourceLocation(file: source.file, line: index + 1, column: 1), hint: "write the key out")
        }
    }

    /// Everything that could be the name of an anchor or alias: letters, digits, `_` and `-` right after the sign.
    private static func names(after sign: UInt8, in text: [UInt8]) -> [ArraySlice<UInt8>] {
        text.indices.lazy.filter { text[$0] == sign }.map { text[($0 + 1)...].prefix(while: isNamePart) }
            .filter { !$0.isEmpty }
    }

    /// `*name :` or `? ` where a key may stand: at the start of a line, or after `-`, `?`, `{`, `[` or `,`.
    private static func mayHoldAliasKey(_ line: [UInt8], of anchors: Set<ArraySlice<UInt8>>) -> Bool {
        var previous: UInt8?
        for (index, byte) in line.enumerated() where !isBlank(byte) {
            defer { previous = byte }
            guard previous.map({ "-?{[,".utf8.contains($0) }) ?? true else { continue }
            let rest = line[(index + 1)...]
            if byte == UInt8(ascii: "?"), rest.first.map(isBlank) ?? true {
                // A key that is written out after its `?` is harmless.
                let key = rest.drop(while: isBlank).first
                if key.map({ "*[{-?&!|>".utf8.contains($0) }) ?? true { return true }
            }
            guard byte == UInt8(ascii: "*"), anchors.contains(rest.prefix(while: isNamePart)) else { continue }
            let afterName = rest.drop(while: isNamePart).drop(while: isBlank)
            if afterName.first == UInt8(ascii: ":") { return true }
        }
        return false
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}

extension FileProblem {
    fileprivate func relocated(to file: String) -> FileProblem {
        FileProblem(
            diagnostics.map { diagnostic in
                var copy = diagnostic
                copy.location?.file = file
                return copy
            })
    }
}
