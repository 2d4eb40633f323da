/// A pattern that selects items: `connections/x*`, `teams/a/variables/*`, or a full Akeyless path that begins with `/`.
///
/// `*` stands for any text and, unlike in a shell, crosses slashes; `?` stands for one character; `[a-z]` and `[!a-z]`
/// for one of or none of a set; a backslash takes the next character as it is. The pattern must match the whole name.
/// An unclosed `[` is a plain character. Matching takes at most (pattern × name) steps.
package struct Glob: Hashable, Sendable, Codable, CustomStringConvertible {
    package let pattern: String
    private let tokens: [Token]

    package init(_ pattern: String) {
        self.pattern = pattern
        tokens = Self.parse(Array(pattern.unicodeScalars))
    }

    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(pattern)
    }

    package var description: String { pattern }

    /// Whether the pattern means this item, by path where it begins with a slash and by selector elsewhere.
    package func matches(_ id: EntryID?, at path: ItemPath) -> Bool {
        if pattern.begins(with: "/") { return matches(path.rawValue) }
        return id.map { matches($0.selector) } ?? false
    }

    /// Whether the pattern matches the whole text, scalar by scalar.
    package func matches(_ text: String) -> Bool {
        let text = Array(text.unicodeScalars)
        var (token, index) = (0, 0)
        var retry: (token: Int, index: Int)?
        while index < text.count {
            if token < tokens.count, tokens[token] == .anyText {
                retry = (token + 1, index)
                token += 1
            } else if token < tokens.count, tokens[token].matches(text[index]) {
                token += 1
                index += 1
            } else if let again = retry {
                retry = (again.token, again.index + 1)
                (token, index) = (again.token, again.index + 1)
            } else {
                return false
            }
        }
        return tokens[token...].allSatisfy { $0 == .anyText }
    }
}

extension Glob {
    private enum Token: Hashable, Sendable {
        case anyText
        case anyScalar
        case scalar(Unicode.Scalar)
        case set([ClosedRange<Unicode.Scalar>], negated: Bool)

        func matches(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .anyText: false
            case .anyScalar: true
            case .scalar(let own): own == scalar
            case .set(let ranges, let negated): ranges.contains { $0.contains(scalar) } != negated
            }
        }
    }

    private static func parse(_ pattern: [Unicode.Scalar]) -> [Token] {
        var tokens: [Token] = []
        var index = 0
        while index < pattern.count {
            switch pattern[index] {
            case "*": tokens.append(.anyText)
            case "?": tokens.append(.anyScalar)
            case "\\" where index + 1 < pattern.count:
                index += 1
                tokens.append(.scalar(pattern[index]))
            case "[":
                if let (token, end) = parseSet(pattern, from: index + 1) {
                    tokens.append(token)
                    index = end
                } else {
                    tokens.append(.scalar("["))
                }
            case let plain: tokens.append(.scalar(plain))
            }
            index += 1
        }
        return tokens
    }

    /// Reads a set up to its `]`; a `]` right after the opening belongs to the set.
    private static func parseSet(_ pattern: [Unicode.Scalar], from start: Int) -> (Token, end: Int)? {
        var index = start
        let negated = index < pattern.count && (pattern[index] == "!" || pattern[index] == "^")
        if negated { index += 1 }
        let first = index
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while index < pattern.count {
            if pattern[index] == "]", index > first { return (.set(ranges, negated: negated), index) }
            let low = pattern[index]
            if index + 2 < pattern.count, pattern[index + 1] == "-", pattern[index + 2] != "]",
                low <= pattern[index + 2]
            {
                ranges.append(low...pattern[index + 2])
                index += 3
            } else {
                ranges.append(low...low)
                index += 1
            }
        }
        return nil
    }
}
