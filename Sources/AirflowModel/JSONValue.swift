/// A JSON value as Python's parser sees it, with numbers in their source text.
public enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    /// A number as it was written, such as `1.50`, `-0`, `1e3`; `NaN`, `Infinity` and `-Infinity` count as numbers.
    case number(String)
    case string(JSONString)
    case array([JSONValue])
    case object(JSONObject)

    /// A well-formed string.
    public static func text(_ text: String) -> JSONValue {
        .string(JSONString(text))
    }

    /// A well-formed string where there is one, else null.
    public static func text(_ text: String?) -> JSONValue {
        text.map { .string(JSONString($0)) } ?? .null
    }

    /// The text of a well-formed string; nil for everything else.
    public var text: String? {
        if case .string(let string) = self { string.text } else { nil }
    }

    /// The object, if it is one.
    public var object: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }

    /// Whether this is null.
    public var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// Whether Python takes the value as true in a condition: not null, false, zero or empty.
    var isTruthy: Bool {
        switch self {
        case .null: false
        case .bool(let value): value
        case .number(let source): PythonNumber.isTruthy(source)
        case .string(let string): !string.isEmpty
        case .array(let elements): !elements.isEmpty
        case .object(let object): !object.isEmpty
        }
    }
}

extension JSONValue: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `<redacted>`: any part of a stored text may be a secret.
    public var description: String { "<redacted>" }

    /// Always `<redacted>`.
    public var debugDescription: String { "<redacted>" }

    /// Empty, so that `dump` and debuggers find no child.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
