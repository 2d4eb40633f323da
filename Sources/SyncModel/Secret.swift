/// A text that must never be shown, logged or stored by accident.
///
/// Printing, interpolating, reflecting or dumping a secret, alone or inside another value, gives `<redacted>`.
/// There is one way in, ``init(_:)``, and one explicit way out, ``reveal()``; `Codable` is left out on purpose.
public struct Secret: Sendable, Hashable {
    private let text: String

    /// Wraps a text; from here on only ``reveal()`` gives it back.
    public init(_ text: String) {
        self.text = text
    }

    /// The text itself, for a request body or a place where the user asked to see it.
    public func reveal() -> String {
        text
    }

    /// Whether there is any text at all; the length of a secret is not otherwise told.
    public var isEmpty: Bool {
        text.isEmpty
    }

    /// The size as Akeyless counts it: bytes of UTF-8. For limits only, never for display.
    package var byteCount: Int {
        text.utf8.count
    }
}

extension Secret {
    /// Equal when every byte is: texts that only look alike, such as `é` in its two spellings, are different secrets.
    public static func == (a: Self, b: Self) -> Bool {
        a.text == b.text && a.text.utf8.elementsEqual(b.text.utf8)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `<redacted>`.
    public var description: String { "<redacted>" }

    /// Always `<redacted>`.
    public var debugDescription: String { "<redacted>" }

    /// Empty, so that `dump` and debuggers find no child.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
