/// A text as a key, told from others by its bytes, as Akeyless tells names apart: Swift calls two texts equal that differ
/// in how an accent is composed.
package struct BytewiseKey: Hashable, Sendable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package static func == (a: Self, b: Self) -> Bool {
        a.text.utf8.elementsEqual(b.text.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(UInt8.max)
    }
}

/// Names and paths are searched and cut by their UTF-8 bytes, as Akeyless, Git and file systems do it: to Swift, a slash
/// and an accent behind it are one character, in which its own search finds no slash.
extension String {
    package func begins(with prefix: String) -> Bool {
        utf8.starts(with: prefix.utf8)
    }

    package func ends(with suffix: String) -> Bool {
        utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }

    /// What follows a prefix; nil where the text does not begin so.
    package func dropping(prefix: String) -> String? {
        guard begins(with: prefix) else { return nil }
        return String(decoding: utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
    }

    /// Where another text occurs first.
    package func firstBytes(of other: String) -> Range<Index>? {
        var rest = utf8[...]
        while !rest.starts(with: other.utf8) {
            guard !rest.isEmpty else { return nil }
            rest = rest.dropFirst()
        }
        return rest.startIndex..<utf8.index(rest.startIndex, offsetBy: other.utf8.count)
    }

    package func containsBytes(of other: String) -> Bool {
        firstBytes(of: other) != nil
    }

    /// What stands between the slashes.
    package func pathParts(keepingEmpty: Bool = false) -> [String] {
        utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: !keepingEmpty).map { String(Substring($0)) }
    }

    /// Everything up to the last slash, with that slash: the folder of an item, and of a folder itself.
    package var enclosingFolder: String {
        guard let slash = utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return String(Substring(utf8[...slash]))
    }
}
