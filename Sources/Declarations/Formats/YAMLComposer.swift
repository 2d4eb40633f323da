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
        try YAMLAliasKeys.refuse(in: source)
        return try composeUnguarded(source)
    }

    /// For texts whose keys are known to be no aliases.
    static func composeUnguarded(_ source: SourceText) throws(FileProblem) -> Composed {
        let marks = try YAMLByteOrderMarks(source)
        var renamed = YAMLRenamedKeys(text: marks.text)
        while true {
            do {
                return Composed(root: try root(of: renamed.text), marks: marks, renamed: renamed)
            } catch YamlError.duplicatedKeysInMapping(_, let context) {
                let location = renamed.location(of: context.mark, file: source.file)
                guard renamed.count < repetitionLimit, renamed.rename(at: context.mark) else {
                    throw FileProblem(.duplicateKey, "a key is given twice in one mapping", at: location)
                }
            } catch let problem as FileProblem {
                throw problem.relocated(to: source.file)
            } catch let error as YamlError {
                throw YAMLProblem.diagnose(error, in: source, renamed: renamed)
            } catch {
                throw FileProblem(.yamlSyntax, "the file is not valid YAML", at: SourceLocation(file: source.file))
            }
        }
    }

    /// Plain keys get a tag of their own, so that `1` and `"1"` stay different.
    private static func root(of text: String) throws -> Node? {
        let resolver = try Resolver.basic.appending(Tag.Name(rawValue: plainTag), "^")
        let parser = try Parser(yaml: text, resolver: resolver, encoding: .utf8)
        let root = try parser.nextRoot()
        // Nodes do not own their anchors; the parser, which is used once more below, does.
        try root.map(refuseRepeatedAnchors)
        if let second = try parser.nextRoot() {
            throw FileProblem(
                .yamlDocuments, "a second YAML document begins here; Airflow reads files of one document",
                at: SourceLocation(file: "", line: second.mark?.line, column: second.mark?.column),
                hint: "remove the `---` between them or split the file")
        }
        return root
    }

    /// YAML lets an anchor be set again, PyYAML does not.
    ///
    /// Where an alias stands, its node has the very anchor that it names, so what is behind it was seen already.
    private static func refuseRepeatedAnchors(in root: Node) throws {
        var seen: [String: ObjectIdentifier] = [:]
        var waiting = [root]
        while let node = waiting.popLast() {
            if let anchor = node.anchor {
                let earlier = seen.updateValue(ObjectIdentifier(anchor), forKey: anchor.rawValue)
                if earlier == ObjectIdentifier(anchor) { continue }
                guard earlier == nil else {
                    throw FileProblem(
                        .yamlAnchor, "an anchor (`&name`) that this file has set before",
                        at: SourceLocation(file: "", line: node.mark?.line, column: node.mark?.column),
                        hint: "give each anchor a name of its own; if this is the text of a value, put it in quotes")
                }
            }
            switch node {
            case .scalar, .alias: break
            case .sequence(let sequence): waiting += sequence.reversed()
            case .mapping(let mapping): for (key, value) in mapping.reversed() { waiting += [value, key] }
            }
        }
    }
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
