/// The body of a command, read as leniently as the service reads it.
///
/// Unknown members are ignored, null counts as absent, flags may be Booleans or strings, numbers may be strings, and
/// a member has the hyphenated name or its older spelling with underscores.
package struct Arguments: Sendable {
    /// What SDKs send for a description that shall stay as it is.
    static let unchangedDescription = "default_metadata"

    private let members: [JSON.Member]

    init(_ members: [JSON.Member]) {
        self.members = members
    }

    /// Reads a request body; an empty one counts as `{}`.
    init(body: some Collection<UInt8>) throws(Refusal) {
        if body.isEmpty {
            members = []
            return
        }
        let value: JSON
        do {
            value = try JSON.parse(body)
        } catch {
            throw .body(error.reason)
        }
        guard let members = value.members else { throw .body("expected an object") }
        self.members = members
    }

    /// The member of that name or, when it has hyphens, of its spelling with underscores and the reverse.
    subscript(name: String) -> JSON? {
        if let found = exact(name) { return found }
        if name.utf8.contains(UInt8(ascii: "-")) { return exact(String(name.map { $0 == "-" ? "_" : $0 })) }
        if name.utf8.contains(UInt8(ascii: "_")) { return exact(String(name.map { $0 == "_" ? "-" : $0 })) }
        return nil
    }

    private func exact(_ name: String) -> JSON? {
        guard let found = members.last(where: { $0.name == name })?.value, found != .null else { return nil }
        return found
    }

    /// A text; numbers and Booleans are taken by their spelling.
    func text(_ name: String) throws(Refusal) -> String? {
        switch self[name] {
        case nil: return nil
        case .string(let text): return text
        case .number(let text): return text
        case .bool(let flag): return String(flag)
        default: throw .body("\(name) must be a string")
        }
    }

    /// A text that must be there and not be empty.
    func requiredText(_ name: String) throws(Refusal) -> String {
        guard let text = try text(name), !text.isEmpty else { throw .missing(name) }
        return text
    }

    /// A flag, spelled as a Boolean, `"true"`/`"false"` or `"enabled"`/`"disabled"`; nil when absent or empty.
    func flag(_ name: String) throws(Refusal) -> Bool? {
        switch try text(name)?.lowercased() {
        case nil, "": return nil
        case "true", "enabled", "1", "yes": return true
        case "false", "disabled", "0", "no": return false
        default: throw .body("\(name) must be true or false")
        }
    }

    /// A whole number, also as a text; nil when absent or empty.
    func integer(_ name: String) throws(Refusal) -> Int? {
        guard let text = try text(name), !text.isEmpty else { return nil }
        guard let value = JSON.number(text).integer else { throw .body("\(name) must be a whole number") }
        return value
    }

    /// A list of texts; one text counts as a list of one.
    func texts(_ name: String) throws(Refusal) -> [String] {
        switch self[name] {
        case nil: return []
        case .string(let text): return text.isEmpty ? [] : [text]
        case .array(let elements):
            var texts: [String] = []
            for element in elements {
                guard let text = element.text else { throw .body("\(name) must be a list of strings") }
                texts.append(text)
            }
            return texts
        default: throw .body("\(name) must be a list of strings")
        }
    }

    /// The item name under which fault rules and the request log know this call.
    var subject: String? {
        for member in ["name", "names", "path", "item", "source", "access-id"] {
            if let text = self[member]?.text { return text }
            if let first = self[member]?.elements?.first?.text { return first }
        }
        return nil
    }
}
