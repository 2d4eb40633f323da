import SyncModel

/// The text of a YAML file in which U+FEFF was replaced by a stand-in of equal length, and the way back.
///
/// Yams decodes scalars with a Foundation call that takes a leading U+FEFF for a byte order mark and drops it. Written
/// out, the stand-in differs from it in the first byte; as an escape inside double quotes, in the first digit.
struct YAMLByteOrderMarks {
    let text: String
    private let isNeeded: Bool

    /// - Throws: `byte-order-mark` for a file that holds the stand-in, a character of private use, as well.
    init(_ source: SourceText) throws(FileProblem) {
        let replaced = Self.replace(.mark, by: .standIn, inEscapes: true, of: source.text)
        isNeeded = replaced != nil
        text = replaced ?? source.text
        guard isNeeded, Self.replace(.standIn, by: .mark, inEscapes: true, of: source.text) != nil else { return }
        throw FileProblem(
            .byteOrderMark, "the characters U+FEFF and U+EEFF cannot be read from one YAML file",
            at: SourceLocation(file: source.file), hint: "put one of them into a file of its own, or into a JSON file")
    }

    /// What the author wrote as a scalar; escapes mean something inside double quotes only.
    func original(_ scalar: String, isDoubleQuoted: Bool) -> String {
        guard isNeeded else { return scalar }
        return Self.replace(.standIn, by: .mark, inEscapes: !isDoubleQuoted, of: scalar) ?? scalar
    }

    private struct Character {
        let firstByte: UInt8
        let firstDigit: UInt8

        static let mark = Self(firstByte: 0xEF, firstDigit: UInt8(ascii: "F"))
        static let standIn = Self(firstByte: 0xEE, firstDigit: UInt8(ascii: "E"))
    }

    /// Nil where there was nothing to replace.
    private static func replace(
        _ old: Character, by new: Character, inEscapes: Bool, of text: String
    ) -> String? {
        guard text.utf8.contains(where: { $0 == old.firstByte || $0 == UInt8(ascii: "\\") }) else { return nil }
        var bytes = Array(text.utf8)
        var isChanged = false
        var index = 0
        while index < bytes.count {
            if bytes[index] == old.firstByte, bytes[index...].dropFirst().starts(with: [0xBB, 0xBF]) {
                bytes[index] = new.firstByte
                isChanged = true
            } else if inEscapes, let digit = firstDigit(ofEscapeAt: index, in: bytes),
                bytes[digit] & 0xDF == old.firstDigit
            {
                bytes[digit] = new.firstDigit | bytes[digit] & 0x20
                isChanged = true
            }
            // A backslash that is escaped itself begins nothing.
            index += bytes[index...].starts(with: #"\\"#.utf8) ? 2 : 1
        }
        return isChanged ? String(decoding: bytes, as: UTF8.self) : nil
    }

    /// Where the digits `?EFF` of `\u?EFF` or `\U0000?EFF` begin.
    private static func firstDigit(ofEscapeAt index: Int, in bytes: [UInt8]) -> Int? {
        guard bytes[index] == UInt8(ascii: "\\") else { return nil }
        for prefix in [#"\u"#, #"\U0000"#] where bytes[index...].starts(with: prefix.utf8) {
            let digits = bytes[(index + prefix.utf8.count)...].prefix(4)
            guard digits.count == 4, digits.dropFirst().map({ $0 & 0xDF }) == Array("EFF".utf8) else { continue }
            return digits.startIndex
        }
        return nil
    }
}
