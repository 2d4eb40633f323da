package import SyncModel

/// A value that stands elsewhere: `ref+<scheme>://<target>`, with `#/json/pointer` where the scheme has one.
package struct Reference: Hashable, Sendable {
    /// The kinds of places.
    package enum Scheme: String, CaseIterable, Sendable {
        /// An environment variable.
        case env
        /// A file of the project; one final line break is not part of the value.
        case file
        /// The text itself, not secret; the way to write a text that begins with `ref+`.
        case text
        /// What Akeyless holds stays.
        case kept
        /// A file encrypted with SOPS.
        case sops
        /// A file encrypted with age; a pointer looks into the JSON or YAML inside.
        case age
        /// The output of a command that the user's own list names.
        case exec
        /// Another Akeyless item.
        case akeyless

        var hasPointer: Bool { self == .sops || self == .age || self == .akeyless }
    }

    /// What every reference begins with.
    package static let prefix = "ref+"

    package var scheme: Scheme
    package var target: String

    /// Where in the JSON that the target holds; nil for all of it.
    package var pointer: JSONPointer?

    package init(scheme: Scheme, target: String, pointer: JSONPointer? = nil) {
        self.scheme = scheme
        self.target = target
        self.pointer = pointer
    }

    /// The reference as a file holds it.
    package var text: String { "\(Self.prefix)\(scheme.rawValue)://\(target)\(pointer.map { "#" + $0.text } ?? "")" }

    /// The reference as a message names it; a literal text is left out.
    package var name: String {
        scheme == .text
            ? "ref+text://…"
            : escapedForTerminal("ref+\(scheme.rawValue)://\(target)\(pointer.map { "#" + $0.text } ?? "")")
    }

    /// Why a text that begins with `ref+` is no reference.
    package struct Malformed: Error {
        var reason: String
        var hint: String?
    }

    /// Reads a reference; nil for a text that does not begin with `ref+`.
    package static func parse(_ text: String) throws(Malformed) -> Reference? {
        guard text.utf8.starts(with: prefix.utf8) else { return nil }
        guard let colon = text.firstIndex(of: ":"), text[colon...].utf8.starts(with: "://".utf8) else {
            throw Malformed(reason: "a reference has the form ref+<kind>://<target>", hint: literalHint)
        }
        let name = String(text[..<colon].dropFirst(prefix.count))
        guard let scheme = Scheme(rawValue: name) else {
            let known = Scheme.allCases.map(\.rawValue)
            throw Malformed(
                reason: "`ref+\(escapedForTerminal(String(name.prefix(32))))` is not a kind of reference",
                hint: didYouMean(name, among: known) ?? "known: \(known.joined(separator: ", ")); \(literalHint)")
        }
        return try parse(scheme, String(text[colon...].utf8.dropFirst(3)) ?? "")
    }

    private static let literalHint = "a text that begins with `ref+` is written ref+text://ref+…"

    private static func parse(_ scheme: Scheme, _ rest: String) throws(Malformed) -> Reference {
        var target = rest
        var pointer: JSONPointer?
        if scheme.hasPointer, let mark = rest.firstBytes(of: "#") {
            target = String(rest[..<mark.lowerBound])
            guard let parsed = JSONPointer(String(rest[mark.upperBound...])) else {
                throw Malformed(reason: "after `#` a JSON pointer such as /name is expected", hint: nil)
            }
            pointer = parsed
        }
        if let reason = problem(scheme, target) { throw Malformed(reason: reason, hint: nil) }
        return Reference(scheme: scheme, target: target, pointer: pointer)
    }

    private static func problem(_ scheme: Scheme, _ target: String) -> String? {
        switch scheme {
        case .text: return nil
        case .kept: return target.isEmpty ? nil : "ref+kept:// has no target"
        case .env: return isVariableName(target) ? nil : "ref+env:// needs the name of a variable"
        case .exec: return isVariableName(target, also: "-.") ? nil : "ref+exec:// needs the name of a command"
        case .akeyless:
            let isPath = target.dropping(prefix: "/").flatMap(safeParts) != nil
            return isPath ? nil : "ref+akeyless:// needs a full item path: ref+akeyless:///folder/name"
        case .file, .sops, .age:
            let isPath = safeParts(of: target).map { !isGitFolder($0) } ?? false
            return isPath ? nil : "ref+\(scheme.rawValue):// needs a path inside the project, without `..` and `.git`"
        }
    }

    private static func isVariableName(_ text: String, also extra: String = "") -> Bool {
        guard let first = text.utf8.first, !isDigit(first) else { return false }
        return text.utf8.allSatisfy {
            isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") || extra.utf8.contains($0)
        }
    }
}

/// A reference with the place where it was written.
package struct LocatedReference: Hashable, Sendable {
    package var reference: Reference
    package var location: SourceLocation
}
