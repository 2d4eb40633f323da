/// The text of a JSON string as Python holds it: it may contain half of a surrogate pair, which a Swift string cannot.
///
/// Two strings are equal when their code points are, not when they look alike; Unicode normalisation plays no part.
public struct JSONString: Sendable, ExpressibleByStringLiteral {
    private enum Storage: Sendable {
        case text(String)
        /// UTF-16 with at least one lone surrogate.
        case units([UInt16])
    }

    private let storage: Storage

    /// A well-formed string.
    public init(_ text: String) {
        storage = .text(text)
    }

    /// A well-formed string.
    public init(stringLiteral text: String) {
        self.init(text)
    }

    /// A string from UTF-16, which becomes text where it can.
    init(utf16 units: [UInt16]) {
        if let text = String(validating: units, as: UTF16.self) {
            storage = .text(text)
        } else {
            storage = .units(units)
        }
    }

    /// The string, or nil when it holds a lone surrogate.
    public var text: String? {
        if case .text(let text) = storage { text } else { nil }
    }

    /// Whether the string holds a lone surrogate, so that Python cannot encode it as UTF-8.
    public var hasLoneSurrogate: Bool { text == nil }

    /// Whether there is nothing in it.
    public var isEmpty: Bool {
        if case .text(let text) = storage { text.isEmpty } else { false }
    }

    /// The code points, lone surrogates included.
    var codePoints: [UInt32] {
        switch storage {
        case .text(let text): text.unicodeScalars.map(\.value)
        case .units(let units): Self.codePoints(of: units)
        }
    }

    private static func codePoints(of units: [UInt16]) -> [UInt32] {
        var points: [UInt32] = []
        var index = 0
        while index < units.count {
            let unit = units[index]
            index += 1
            if UTF16.isLeadSurrogate(unit), index < units.count, UTF16.isTrailSurrogate(units[index]) {
                points.append(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(units[index]) - 0xDC00))
                index += 1
            } else {
                points.append(UInt32(unit))
            }
        }
        return points
    }

    /// Whether the string is exactly this text, code point by code point.
    func equals(_ other: String) -> Bool {
        if case .text(let text) = storage { sameCodePoints(text, other) } else { false }
    }

    /// Orders by code points.
    static func precedes(_ a: JSONString, _ b: JSONString) -> Bool {
        if case .text(let a) = a.storage, case .text(let b) = b.storage {
            return a.utf8.lexicographicallyPrecedes(b.utf8)
        }
        return a.codePoints.lexicographicallyPrecedes(b.codePoints)
    }
}

extension JSONString: Hashable {
    /// Equal when every code point is.
    public static func == (a: Self, b: Self) -> Bool {
        switch (a.storage, b.storage) {
        case (.text(let a), .text(let b)): sameCodePoints(a, b)
        case (.units(let a), .units(let b)): a == b
        default: false
        }
    }

    /// Feeds the text, or the code units.
    public func hash(into hasher: inout Hasher) {
        switch storage {
        case .text(let text): hasher.combine(text)
        case .units(let units): hasher.combine(units)
        }
    }
}

extension JSONString: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `<redacted>`: a string of a stored text may be a secret.
    public var description: String { "<redacted>" }

    /// Always `<redacted>`.
    public var debugDescription: String { "<redacted>" }

    /// Empty, so that `dump` and debuggers find no child.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

/// Whether two texts are the same to Python; Swift's `==` also equates texts that only look alike.
func sameCodePoints(_ a: String, _ b: String) -> Bool {
    a == b && a.utf8.elementsEqual(b.utf8)
}
