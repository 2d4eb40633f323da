/// The escaping of names in commit messages: printable ASCII stays, everything else is percent-encoded byte by byte.
///
/// A line break, a terminal sequence, or a word that ends a list therefore cannot be part of a name, so no name can pass
/// for a trailer or for a second line; and the escaping is undone without knowing which characters were meant.
enum MessageText {
    /// Characters with a meaning in a line of changes: between words, before and between fields.
    private static let separators = Set(" :,".utf8)
    private static let percent = UInt8(ascii: "%")

    /// A name within a line.
    static func word(_ text: String) -> String {
        text.isEmpty ? "%" : escaped(text) { separators.contains($0) }
    }

    /// The rest of a line, where only spaces at its ends would get lost.
    static func line(_ text: String) -> String {
        let isSpace = { (byte: UInt8?) in byte == UInt8(ascii: " ") }
        guard isSpace(text.utf8.first) || isSpace(text.utf8.last) else { return escaped(text) { _ in false } }
        return escaped(text) { isSpace($0) }
    }

    /// A name as one part of a reference, where Git allows few characters.
    static func referenceName(_ text: String) -> String {
        text.isEmpty
            ? "%"
            : escaped(text) { byte in !(isLetterOrDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_"))
            }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }

    /// The text that a word or a line stands for; nil where an escape is broken.
    static func unescaped(_ text: some StringProtocol) -> String? {
        guard text.utf8.contains(percent) else { return String(text) }
        if text == "%" { return "" }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == percent else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) else {
                return nil
            }
            rest = rest.dropFirst(2)
            bytes.append(value)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func escaped(_ text: String, also isSpecial: (UInt8) -> Bool) -> String {
        func isPlain(_ byte: UInt8) -> Bool { (0x20..<0x7F).contains(byte) && byte != percent && !isSpecial(byte) }
        if text.utf8.allSatisfy(isPlain) { return text }
        var result: [UInt8] = []
        for byte in text.utf8 {
            if isPlain(byte) {
                result.append(byte)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result.append(contentsOf: ("%" + (byte < 16 ? "0" : "") + digits).utf8)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
