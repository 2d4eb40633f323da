/// Searching and cutting texts by their UTF-8 bytes, as Swift's own string search goes by whole characters and would
/// miss a separator that is followed by a combining mark.
typealias Bytes = ArraySlice<UInt8>

extension Bytes {
    /// The bytes of a text.
    init(_ text: String) {
        self = [UInt8](text.utf8)[...]
    }

    /// The text of the bytes; ill-formed sequences become U+FFFD, as with Python's `errors="replace"`.
    var text: String {
        String(decoding: self, as: UTF8.self)
    }

    /// The place of the first occurrence of some bytes.
    func firstRange(of pattern: StaticString) -> Range<Int>? {
        let length = pattern.utf8CodeUnitCount
        guard count >= length else { return nil }
        for start in startIndex...(endIndex - length) where matches(pattern, at: start) {
            return start..<(start + length)
        }
        return nil
    }

    /// How often some bytes occur without overlap.
    func occurrences(of pattern: StaticString) -> Int {
        var rest = self
        var result = 0
        while let range = rest.firstRange(of: pattern) {
            result += 1
            rest = rest[range.upperBound...]
        }
        return result
    }

    private func matches(_ pattern: StaticString, at start: Int) -> Bool {
        for offset in 0..<pattern.utf8CodeUnitCount where self[start + offset] != pattern.utf8Start[offset] {
            return false
        }
        return true
    }

    /// All occurrences of some bytes replaced, from the left and without overlap.
    func replacing(_ pattern: [UInt8], with replacement: StaticString) -> Bytes {
        var result: [UInt8] = []
        var index = startIndex
        while index < endIndex {
            if self[index...].starts(with: pattern) {
                result.append(
                    contentsOf: UnsafeBufferPointer(start: replacement.utf8Start, count: replacement.utf8CodeUnitCount))
                index += pattern.count
            } else {
                result.append(self[index])
                index += 1
            }
        }
        return result[...]
    }

    /// What precedes and follows the first occurrence of a byte; nil after it where there is none.
    func cut(at separator: Unicode.Scalar) -> (before: Bytes, after: Bytes?) {
        let byte = UInt8(ascii: separator)
        guard let place = firstIndex(of: byte) else { return (self, nil) }
        return (self[..<place], self[(place + 1)...])
    }

    /// What precedes and follows the last occurrence of a byte; nil before it where there is none.
    func cutLast(at separator: Unicode.Scalar) -> (before: Bytes?, after: Bytes) {
        let byte = UInt8(ascii: separator)
        guard let place = lastIndex(of: byte) else { return (nil, self) }
        return (self[..<place], self[(place + 1)...])
    }

    /// Whether an ASCII character occurs.
    func contains(_ character: Unicode.Scalar) -> Bool {
        contains(UInt8(ascii: character))
    }

    /// Without its first code point.
    var droppingFirstCodePoint: Bytes {
        dropFirst().drop { $0 & 0xC0 == 0x80 }
    }
}
