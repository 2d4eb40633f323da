import SyncModel
import Yams

/// Turns Yams' nodes into ``LocatedValue``s.
struct YAMLTreeBuilder {
    let file: String
    let marks: YAMLByteOrderMarks
    let renamed: YAMLRenamedKeys

    /// Nodes that may still be visited; aliases are visited once for each use.
    var budget: Int

    /// The lines of the text, once they were needed.
    var lines: [Substring.UTF8View]?

    mutating func value(of node: Node, depth: Int) throws(FileProblem) -> LocatedValue {
        let location = try visit(node, depth: depth)
        switch node {
        case .scalar(let scalar): return try self.scalar(scalar, at: location)
        case .sequence(let sequence):
            let tag = sequence.tag.rawValue
            let isPairs = tag == Tag.Name.omap.rawValue || tag == Tag.Name.pairs.rawValue
            if !isPairs { try expect(sequence.tag, .seq, at: location) }
            var elements: [LocatedValue] = []
            for element in sequence {
                elements.append(try isPairs ? pair(element, depth: depth) : value(of: element, depth: depth + 1))
            }
            return LocatedValue(.list(elements), at: location)
        case .mapping(let mapping):
            let isSet = mapping.tag.rawValue == Tag.Name.set.rawValue
            if !isSet { try expect(mapping.tag, .map, at: location) }
            let members = try members(of: mapping, depth: depth)
            return LocatedValue(isSet ? .foreign("set") : .mapping(members), at: location)
        case .alias:
            throw FileProblem(.yamlSyntax, "an alias that could not be resolved", at: location)
        }
    }

    /// Counts a node and says where it stands.
    private mutating func visit(_ node: Node, depth: Int) throws(FileProblem) -> SourceLocation {
        let location = renamed.location(of: node.mark, file: file)
        budget -= 1
        if budget < 0 {
            throw FileProblem(
                .aliasExpansion, "aliases multiply the size of this file beyond reason", at: location,
                hint: "write the repeated parts out or split the file")
        }
        if depth > YAMLReader.nestingLimit {
            throw FileProblem(.nesting, "nested more than \(YAMLReader.nestingLimit) levels deep", at: location)
        }
        return location
    }

    /// An element of `!!omap` or `!!pairs`: a mapping of one member, which becomes a tuple, in JSON a list of two.
    ///
    /// The key is a value like any other there, so it may be a list.
    private mutating func pair(_ element: Node, depth: Int) throws(FileProblem) -> LocatedValue {
        let location = try visit(element, depth: depth + 1)
        guard case .mapping(let mapping) = element, mapping.count == 1, let (key, value) = mapping.first else {
            throw FileProblem(.yamlValue, "each element must be a mapping of one member", at: location)
        }
        let parts = [try self.value(of: key, depth: depth + 2), try self.value(of: value, depth: depth + 2)]
        return LocatedValue(.list(parts), at: location)
    }

    private func expect(_ tag: Tag, _ expected: Tag.Name, at location: SourceLocation) throws(FileProblem) {
        let name = tag.rawValue
        guard name.isEmpty || name == "!" || name == expected.rawValue else { throw unknownTag(name, at: location) }
    }

    /// Only YAML's own tags are named: any other may be an unquoted text that begins with `!`.
    private func unknownTag(_ name: String, at location: SourceLocation) -> FileProblem {
        guard let short = Self.ownTags[name] else {
            return FileProblem(
                .yamlTag, "the value begins with `!`, which makes a tag of it that is not supported", at: location,
                hint: "if this is the text of a value, put it in quotes")
        }
        return FileProblem(
            .yamlTag, "the tag `\(short)` is not supported, or not for such a value", at: location,
            hint: "write plain values; for text that looks like something else put it in quotes")
    }

    private static let ownTags: [String: String] = {
        let names: [Tag.Name] = [
            .binary, .bool, .float, .int, .map, .null, .omap, .pairs, .seq, .set, .str, .timestamp,
        ]
        return Dictionary(
            uniqueKeysWithValues: names.map { ($0.rawValue, "!!" + $0.rawValue.dropFirst("tag:yaml.org,2002:".count)) })
    }()
}

extension YAMLTreeBuilder {
    private mutating func scalar(_ scalar: Node.Scalar, at location: SourceLocation) throws(FileProblem) -> LocatedValue
    {
        let text = original(scalar)
        let tag = scalar.tag.rawValue
        if tag == YAMLComposer.plainTag || (tag.isEmpty && isPlain(scalar)) {
            var value = try plain(text, at: location)
            if text.isEmpty { value.isSwallowed = isSwallowed(at: scalar.mark) }
            return value
        }
        switch tag {
        // PyYAML passes over quotes behind this tag; nothing behind it is empty text.
        case "!" where !(text.isEmpty && isPlain(scalar)): return try plain(text, at: location)
        case "", "!", Tag.Name.str.rawValue: return LocatedValue(.text(text), at: location)
        case Tag.Name.null.rawValue: return LocatedValue(.null, at: location)
        case Tag.Name.bool.rawValue:
            if case .bool(let value)? = YAMLScalar.word(text.lowercased()) {
                return LocatedValue(.bool(value), at: location)
            }
        case Tag.Name.int.rawValue:
            if let content = YAMLInteger.explicit(text) { return LocatedValue(content, at: location) }
        case Tag.Name.float.rawValue:
            if let value = YAMLFloat.explicit(text) { return LocatedValue(.float(value), at: location) }
        case Tag.Name.timestamp.rawValue:
            if let kind = YAMLTimestamp.classify(Array(text.utf8), isExplicit: true), kind != .impossible {
                return LocatedValue(.foreign(kind == .date ? "date" : "date and time"), at: location)
            }
        case Tag.Name.binary.rawValue:
            if YAMLBinary.isReadable(text) { return LocatedValue(.foreign("binary value"), at: location) }
        default: break
        }
        throw unknownTag(tag, at: location)
    }

    /// Whether an anchor stands where nothing was read, or a `#` with a text right behind it; a real comment has a blank
    /// there. Between braces the place of nothing is that of the next sign, so comments are not found.
    private mutating func isSwallowed(at mark: Mark?) -> Bool {
        let lines = lines ?? renamed.text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        self.lines = lines
        guard let mark, lines.indices.contains(mark.line - 1) else { return false }
        let rest = Substring(lines[mark.line - 1]).unicodeScalars.dropFirst(mark.column - 1).drop {
            ": \t".unicodeScalars.contains($0)
        }
        switch rest.first {
        case "&": return true
        case "#": return !"# \t\r".unicodeScalars.contains(rest.dropFirst().first ?? " ")
        default: return false
        }
    }

    /// The text of a scalar as its author wrote it.
    private func original(_ scalar: Node.Scalar) -> String {
        marks.original(renamed.original(scalar.string), isDoubleQuoted: scalar.style == .doubleQuoted)
    }

    private func isPlain(_ scalar: Node.Scalar) -> Bool { scalar.style == .plain || scalar.style == .any }

    private func plain(_ text: String, at location: SourceLocation) throws(FileProblem) -> LocatedValue {
        switch YAMLScalar.resolve(text) {
        case .content(.text(let text)): return LocatedValue(.text(text), at: location)
        case .content(let content): return LocatedValue(content, at: location, spelling: text)
        case .merge, .value:
            throw FileProblem(
                .yamlValue, "a lone `\(text)` has a special meaning in YAML 1.1 and cannot be read", at: location,
                hint: "write it in quotes")
        case .unreadable(let reason):
            throw FileProblem(
                .yamlValue, "an unquoted value that YAML 1.1 reads as \(reason)", at: location,
                hint: "write it in quotes")
        }
    }

    /// Own members follow merged ones, as PyYAML arranges them, so that the last of equal keys is the own one.
    private mutating func members(
        of mapping: Node.Mapping, depth: Int
    ) throws(FileProblem) -> [LocatedValue.Member] {
        var merged: [LocatedValue.Member] = []
        var own: [LocatedValue.Member] = []
        own.reserveCapacity(mapping.count)
        for (keyNode, valueNode) in mapping {
            if isMergeKey(keyNode) {
                merged += try mergedMembers(of: valueNode, depth: depth + 1)
                continue
            }
            let key = try self.key(keyNode)
            own.append(.init(key: key, value: try value(of: valueNode, depth: depth + 1)))
        }
        return merged + own
    }

    private func isMergeKey(_ node: Node) -> Bool {
        guard case .scalar(let scalar) = node,
            scalar.tag.rawValue == YAMLComposer.plainTag || scalar.tag.rawValue.isEmpty
        else { return false }
        return isPlain(scalar) && original(scalar) == "<<"
    }

    /// PyYAML merges nodes, so their tags play no part: a set gives its elements as keys without a value.
    private mutating func mergedMembers(
        of node: Node, depth: Int
    ) throws(FileProblem) -> [LocatedValue.Member] {
        var sources = [node]
        if case .sequence(let sequence) = node {
            _ = try visit(node, depth: depth)
            sources = sequence.reversed()
        }
        var result: [LocatedValue.Member] = []
        for source in sources {
            let location = try visit(source, depth: depth)
            guard case .mapping(let mapping) = source else {
                throw FileProblem(.yamlMerge, "`<<` needs a mapping or a list of mappings", at: location)
            }
            result += try members(of: mapping, depth: depth).map {
                LocatedValue.Member(key: $0.key, value: $0.value, isMerged: true)
            }
        }
        return result
    }

    private mutating func key(_ node: Node) throws(FileProblem) -> LocatedValue {
        let location = renamed.location(of: node.mark, file: file)
        guard case .scalar(let scalar) = node else {
            throw FileProblem(.yamlKey, "a list or mapping cannot be a key", at: location)
        }
        budget -= 1
        // `=` is an ordinary text where it is a key.
        if isPlain(scalar), original(scalar) == "=" { return LocatedValue(.text("="), at: location) }
        return try self.scalar(scalar, at: location)
    }
}
