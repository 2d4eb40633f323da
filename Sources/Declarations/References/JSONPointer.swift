package import AirflowModel
import SyncModel

/// A place in a JSON document (RFC 6901): `/a/0/b`, with `~1` for `/` and `~0` for `~`.
package struct JSONPointer: Hashable, Sendable {
    package let text: String
    private let parts: [String]

    package init?(_ text: String) {
        self.text = text
        guard !text.isEmpty else {
            parts = []
            return
        }
        guard let rest = text.dropping(prefix: "/") else { return nil }
        var parts: [String] = []
        for part in rest.pathParts(keepingEmpty: true) {
            guard let plain = Self.unescaped(part) else { return nil }
            parts.append(plain)
        }
        self.parts = parts
    }

    private static func unescaped(_ part: String) -> String? {
        var result = String.UnicodeScalarView()
        var rest = part.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "~" else {
                result.append(scalar)
                continue
            }
            switch rest.popFirst() {
            case "0": result.append("~")
            case "1": result.append("/")
            default: return nil
            }
        }
        return String(result)
    }

    /// The value at this place; nil where the document has none.
    package func value(in document: JSONValue) -> JSONValue? {
        var current = document
        for part in parts {
            switch current {
            case .object(let object):
                guard let next = object[part] else { return nil }
                current = next
            case .array(let elements):
                guard let index = Int(part), elements.indices.contains(index), part == String(index) else { return nil }
                current = elements[index]
            default: return nil
            }
        }
        return current
    }
}
