package import SyncModel

/// Names the file of an item in the ledger's tree: `/airflow/connections/warehouse` is `airflow/connections/warehouse.json`.
///
/// What Git or a file system cannot hold, or could take for something else, is percent-encoded byte by byte:
/// everything that is not printable ASCII; `%`, `\`, `~` and the characters Windows forbids; a leading dot (`.git`,
/// `..`, the ledger's own root file); a trailing dot or space; a folder that ends like a file of ours (`.json`); the
/// device names of Windows. An empty part is `%-`. A part that is too long for a file system goes on below: each piece
/// but the last ends in `%`, each but the first begins with `%+`. Every such name decodes to exactly one path.
///
/// Two items whose files would differ only in letter case are told apart where the difference begins to matter:
/// `warehouse` keeps its name, `Warehouse` beside it has its capital letters encoded as well (``names(for:)``).
package enum RecordPath {
    /// Bytes of one name; file systems hold 255, and a checkout on an encrypted one fewer.
    static let pieceLimit = 200

    private static let continuation = Array("%+".utf8)
    private static let suffix = ".json"
    private static let separator = UInt8(ascii: "/")
    private static let percent = UInt8(ascii: "%")
    private static let forbidden = Set("%\\~:*?\"<>|".utf8)
    private static let devices: Set<String> = Set(
        ["con", "prn", "aux", "nul"] + (0...9).flatMap { ["com\($0)", "lpt\($0)"] })

    /// The file of an item on its own.
    ///
    /// - Parameter encodingCapitals: For an item that differs from another one only in letter case.
    package static func encode(_ path: ItemPath, encodingCapitals: Bool = false) -> String {
        let name = path.rawValue.utf8.dropFirst()
        if !encodingCapitals, isPlain(name) { return path.rawValue.dropFirst() + suffix }
        let parts = name.split(separator: separator, omittingEmptySubsequences: false)
        var bytes: [UInt8] = []
        for (index, part) in parts.enumerated() {
            if index > 0 { bytes.append(separator) }
            let isFolder = index < parts.count - 1
            bytes.append(contentsOf: pieces(encode(Array(part), isFolder: isFolder, capitals: encodingCapitals)))
        }
        return String(decoding: bytes, as: UTF8.self) + suffix
    }

    /// The item of a file; nil for a name that ``encode(_:encodingCapitals:)`` never gives.
    package static func decode(_ file: String) -> ItemPath? {
        guard file.utf8.count > suffix.utf8.count, file.hasSuffix(suffix) else { return nil }
        let encoded = file.utf8.dropLast(suffix.utf8.count).split(
            separator: separator, omittingEmptySubsequences: false)
        var path: [UInt8] = []
        var continues = false
        for piece in encoded {
            if !continues { path.append(separator) }
            guard let goesOn = decode(Array(piece), continuing: continues, into: &path) else { return nil }
            continues = goesOn
        }
        guard !continues, let text = String(validating: path, as: UTF8.self) else { return nil }
        let item = ItemPath(text)
        return encode(item) == file || encode(item, encodingCapitals: true) == file ? item : nil
    }

    /// The files of all items of a tree: a function of the set alone, whatever the order in which items came.
    package static func names(for paths: some Collection<ItemPath>) -> [ItemPath: String] {
        let plain = paths.map { ($0, encode($0)) }
        var result = Dictionary(uniqueKeysWithValues: plain)
        guard Set(plain.map { lowercased($0.1) }).count < plain.count else { return result }
        let groups = Dictionary(grouping: plain.map(\.0)) { lowercased(result[$0] ?? "") }
        for (folded, members) in groups where members.count > 1 {
            for path in members where result[path] != folded { result[path] = encode(path, encodingCapitals: true) }
        }
        return result
    }

    /// Whether nothing in a path needs encoding, seen at a glance: letters, digits, `_` and `-` in parts of usual length.
    ///
    /// It may say no for a path that needs none; parts as short as the device names of Windows are looked at elsewhere.
    private static func isPlain(_ path: Substring.UTF8View) -> Bool {
        var length = 0
        for byte in path {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                length += 1
            case separator:
                guard (5...pieceLimit).contains(length) else { return false }
                length = 0
            default: return false
            }
        }
        return (5...pieceLimit).contains(length)
    }

    private static func encode(_ part: [UInt8], isFolder: Bool, capitals: Bool) -> [UInt8] {
        guard !part.isEmpty else { return [percent, UInt8(ascii: "-")] }
        var result: [UInt8] = []
        let special = positionsToEncode(part, isFolder: isFolder)
        for (index, byte) in part.enumerated() {
            let isCapital = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            if byte < 0x20 || byte >= 0x7F || forbidden.contains(byte) || (capitals && isCapital)
                || special.contains(index)
            {
                result.append(contentsOf: encoded(byte))
            } else {
                result.append(byte)
            }
        }
        return result
    }

    /// Positions of characters that are harmless elsewhere in a name.
    private static func positionsToEncode(_ part: [UInt8], isFolder: Bool) -> Set<Int> {
        var positions: Set<Int> = []
        let last = part.count - 1
        if part[0] == UInt8(ascii: ".") { positions.insert(0) }
        if part[last] == UInt8(ascii: ".") || part[last] == UInt8(ascii: " ") { positions.insert(last) }
        let text = lowercased(String(decoding: part, as: UTF8.self))
        if isFolder, text.hasSuffix(suffix) { positions.insert(part.count - suffix.utf8.count) }
        if let base = text.split(separator: ".", omittingEmptySubsequences: false).first, devices.contains(String(base))
        {
            positions.insert(0)
        }
        return positions
    }

    /// Cuts a name that is too long, never inside an encoded character.
    private static func pieces(_ name: [UInt8]) -> [UInt8] {
        guard name.count > pieceLimit else { return name }
        var result: [UInt8] = []
        var start = 0
        while name.count - start > pieceLimit {
            var end = start + pieceLimit - 3
            if let cut = (end - 2..<end).first(where: { name[$0] == percent }) { end = cut }
            result.append(contentsOf: name[start..<end])
            result.append(contentsOf: [percent, separator] + continuation)
            start = end
        }
        return result + name[start...]
    }

    /// Decodes one piece; tells whether the name goes on in the next one, or nil for what no encoding gives.
    private static func decode(_ piece: [UInt8], continuing: Bool, into path: inout [UInt8]) -> Bool? {
        if piece == [percent, UInt8(ascii: "-")] { return false }
        guard piece.starts(with: continuation) == continuing else { return nil }
        var index = continuing ? continuation.count : 0
        while index < piece.count {
            guard piece[index] == percent else {
                path.append(piece[index])
                index += 1
                continue
            }
            if index == piece.count - 1 { return true }
            guard index + 2 < piece.count, let high = hexValue(piece[index + 1]), let low = hexValue(piece[index + 2])
            else { return nil }
            path.append(high << 4 | low)
            index += 3
        }
        return false
    }

    private static func encoded(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return [percent, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }

    private static func hexValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Letters of ASCII in lower case; names hold no others.
    private static func lowercased(_ text: String) -> String {
        String(decoding: text.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
    }
}
