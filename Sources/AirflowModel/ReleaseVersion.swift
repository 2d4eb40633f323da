/// A release number such as `3.3.2` or `3.3`, compared part by part.
///
/// A part that is not given stands for the newest one: `3.1` is the last patch release of 3.1, because who writes only
/// the minor version runs its latest patch.
public struct ReleaseVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    private let parts: [Int]

    /// Reads the leading numbers of a text and ignores what follows them (`3.3.0rc1` is 3.3.0); nil without any number.
    public init?(_ text: String) {
        var parts: [Int] = []
        for piece in text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            let digits = piece.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            guard let number = Int(String(decoding: digits, as: UTF8.self)) else { break }
            parts.append(number)
            guard digits.count == piece.count else { break }
        }
        guard !parts.isEmpty else { return nil }
        self.parts = parts
    }

    /// A release by its parts.
    package init(_ parts: Int...) {
        self.parts = parts
    }

    /// The numbers joined by dots, as given.
    public var description: String {
        parts.map(String.init).joined(separator: ".")
    }

    /// Orders by the first part that differs.
    public static func < (a: Self, b: Self) -> Bool {
        for index in 0..<max(a.parts.count, b.parts.count) where a[index] != b[index] {
            return a[index] < b[index]
        }
        return false
    }

    /// Whether this release has what came with the given one.
    package func isAtLeast(_ parts: Int...) -> Bool {
        for (index, part) in parts.enumerated() where self[index] != part {
            return self[index] > part
        }
        return true
    }

    private subscript(index: Int) -> Int {
        index < parts.count ? parts[index] : .max
    }
}
