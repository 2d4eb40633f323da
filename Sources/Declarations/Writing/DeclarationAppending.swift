package import SyncModel

/// An entry that is to stand in a file, as the text of its lines.
package struct EntryText: Sendable {
    package var key: String
    package var text: String

    package init(key: String, text: String) {
        self.key = key
        self.text = text
    }
}

/// Adds entries to the end of a file of declarations without touching a byte of what is there.
package enum DeclarationAppending {
    /// The file with the entries added; nil where that would change what the file says, or is no file of YAML entries.
    ///
    /// The proof is in the reading: everything that was there stands where it stood, and behind it the new entries.
    package static func appending(_ entries: [EntryText], to bytes: [UInt8], file: String) -> [UInt8]? {
        guard EncryptionTool(fileName: file) == nil, DeclarationFormat(fileName: file) == .yaml,
            let before = members(of: bytes, file: file)
        else { return nil }
        var result = bytes
        if let last = result.last, last != UInt8(ascii: "\n") { result.append(UInt8(ascii: "\n")) }
        for entry in entries { result += Array(entry.text.utf8) }
        guard let after = members(of: result, file: file), after.count == before.count + entries.count,
            DeclarationFileReader.read(result, file: file).diagnostics.isEmpty
        else { return nil }
        let isKept = zip(before, after).allSatisfy { $0.key.isSame(as: $1.key) && $0.value.isSame(as: $1.value) }
        let isAdded = zip(entries, after.dropFirst(before.count)).allSatisfy { entry, member in
            member.key.text.map { BytewiseKey($0) == BytewiseKey(entry.key) } ?? false
        }
        return isKept && isAdded ? result : nil
    }

    /// Where the keys of a file stand, by key.
    package static func locations(in bytes: [UInt8], file: String) -> [BytewiseKey: SourceLocation] {
        let found = (members(of: bytes, file: file) ?? []).compactMap { member in
            member.key.text.map { (BytewiseKey($0), member.key.location) }
        }
        return Dictionary(found) { _, last in last }
    }

    /// The entries of a file; none of one that holds nothing but comments, nil of one that cannot be read.
    private static func members(of bytes: [UInt8], file: String) -> [LocatedValue.Member]? {
        do {
            return try DeclarationFileReader.readAsAirflow(bytes, file: file).root.members
        } catch {
            return error.diagnostics.first?.code == "empty-file" ? [] : nil
        }
    }
}

extension LocatedValue {
    /// Whether another reading gave the same value at the same place.
    func isSame(as other: LocatedValue) -> Bool {
        guard location == other.location, spelling == other.spelling else { return false }
        return hasSameContent(as: other)
    }

    /// Whether another value is the same, wherever it stands.
    func hasSameContent(as other: LocatedValue) -> Bool {
        switch (content, other.content) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.integer(let a), .integer(let b)), (.foreign(let a), .foreign(let b)): a == b
        case (.float(let a), .float(let b)): a.bitPattern == b.bitPattern
        case (.text(let a), .text(let b)): BytewiseKey(a) == BytewiseKey(b)
        case (.brokenText(let a), .brokenText(let b)): a == b
        case (.list(let a), .list(let b)): a.count == b.count && zip(a, b).allSatisfy { $0.hasSameContent(as: $1) }
        case (.mapping(let a), .mapping(let b)):
            a.count == b.count
                && zip(a, b).allSatisfy { $0.key.hasSameContent(as: $1.key) && $0.value.hasSameContent(as: $1.value) }
        default: false
        }
    }
}
