import SyncModel
import Yams

/// The text of a YAML file in which repeated keys were made different, and the way back to what the author wrote.
struct YAMLRenamedKeys {
    private(set) var text: String
    private(set) var count = 0

    /// Where a prefix was put in: line, column (both from one, in scalars) and its length.
    private var insertions: [Int: [(column: Int, length: Int)]] = [:]
    private let marker: String

    init(text: String) {
        self.text = text
        var marker = "lockstep-repeated-"
        while text.contains(marker) { marker += "x-" }
        self.marker = marker
    }

    /// Puts a unique prefix in front of the key at that place; false where no simple key stands there.
    mutating func rename(at mark: Mark) -> Bool {
        guard let place = keyStart(at: mark) else { return false }
        let prefix = "\(marker)\(count)-"
        let column = text.unicodeScalars.distance(from: lineStart(mark.line) ?? text.startIndex, to: place) + 1
        text.unicodeScalars.insert(contentsOf: prefix.unicodeScalars, at: place)
        insertions[mark.line, default: []].append((column, prefix.unicodeScalars.count))
        count += 1
        return true
    }

    /// The text of a scalar without the prefix.
    func original(_ scalar: String) -> String {
        guard count > 0, scalar.hasPrefix(marker) else { return scalar }
        let rest = scalar.dropFirst(marker.count).drop(while: \.isNumber)
        return String(rest.dropFirst())
    }

    /// The place in the author's file.
    func location(of mark: Mark?, file: String) -> SourceLocation {
        guard let mark else { return SourceLocation(file: file) }
        // The latest insertion saw the line as it is now, so they are undone from the last to the first.
        var column = mark.column
        for insertion in (insertions[mark.line] ?? []).reversed() where column > insertion.column {
            column = max(insertion.column, column - insertion.length)
        }
        return SourceLocation(file: file, line: mark.line, column: column)
    }

    /// Whether the alias at that place stands inside of what it names, since its anchor is in front of it.
    func isInsideItsAnchor(aliasAt mark: Mark) -> Bool {
        guard let start = lineStart(mark.line),
            let place = text.unicodeScalars.index(start, offsetBy: mark.column, limitedBy: text.endIndex)
        else { return false }
        let name = text[place...].prefix(while: Self.isOfName)
        let anchors = text[..<place].split(separator: "&", omittingEmptySubsequences: false).dropFirst()
        return !name.isEmpty && anchors.contains { $0.prefix(while: Self.isOfName) == name }
    }

    private static func isOfName(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || character == "_" || character == "-")
    }

    private func lineStart(_ line: Int) -> String.Index? {
        var current = 1
        let scalars = text.unicodeScalars
        var index = scalars.startIndex
        while current < line {
            guard let next = scalars[index...].firstIndex(where: Self.isBreak) else { return nil }
            index = scalars.index(after: next)
            current += 1
        }
        return index
    }

    /// The breaks that YAML counts as ends of lines.
    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\n" || scalar == "\u{85}" || scalar == "\u{2028}" || scalar == "\u{2029}"
    }

    /// After an opening quote, or before the first letter of a plain key; a tag and an anchor stay in front.
    private func keyStart(at mark: Mark) -> String.Index? {
        let scalars = text.unicodeScalars
        guard let start = lineStart(mark.line),
            var place = scalars.index(start, offsetBy: mark.column - 1, limitedBy: scalars.endIndex)
        else { return nil }
        while place < scalars.endIndex, scalars[place] == "!" || scalars[place] == "&" {
            place = scalars[place...].firstIndex { $0 == " " || Self.isBreak($0) } ?? scalars.endIndex
            place = scalars[place...].firstIndex { $0 != " " } ?? scalars.endIndex
        }
        guard place < scalars.endIndex, !Self.isBreak(scalars[place]) else { return nil }
        switch scalars[place] {
        case "'", "\"": return scalars.index(after: place)
        case "*", "[", "{", "|", ">", "?": return nil
        default: return place
        }
    }
}
