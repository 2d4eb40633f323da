package import AirflowModel
package import SyncModel

/// One change inside a file of declarations, by the node that it concerns.
package enum DeclarationEdit: Sendable {
    /// Puts another value in the place of a scalar.
    case replace(LocatedValue, JSONValue)
    /// Adds a member to a mapping, in front of the first one.
    case insert(into: LocatedValue, name: String, JSONValue)
    /// Takes a member away that stands on a line of its own.
    case remove(LocatedValue.Member)

    /// Where the edit takes place.
    package var location: SourceLocation {
        switch self {
        case .replace(let node, _), .insert(let node, _, _): node.location
        case .remove(let member): member.key.location
        }
    }
}

/// Changes files of declarations in the places that are meant and nowhere else, so that comments and layout stay.
///
/// What comes out is to be read again and compared: an edit that the layout of the file does not allow gives nil, or
/// something that reads differently from what was wanted.
package struct DeclarationEditing {
    private let bytes: [UInt8]
    private let format: DeclarationFormat
    private let lineStarts: [Int]

    /// The file with all edits made; nil where one of them is not possible.
    package static func applying(_ edits: [DeclarationEdit], to bytes: [UInt8], file: String) -> [UInt8]? {
        guard EncryptionTool(fileName: file) == nil, let format = DeclarationFormat(fileName: file) else { return nil }
        let editing = DeclarationEditing(bytes: bytes, format: format)
        var changes: [(range: Range<Int>, text: String)] = []
        for edit in edits {
            guard let change = editing.change(edit) else { return nil }
            changes.append(change)
        }
        // From the end, so that the places of the others stay as they were.
        changes.sort { $0.range.lowerBound > $1.range.lowerBound }
        var result = bytes
        for change in changes { result.replaceSubrange(change.range, with: Array(change.text.utf8)) }
        return result
    }

    private init(bytes: [UInt8], format: DeclarationFormat) {
        self.bytes = bytes
        self.format = format
        lineStarts = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
    }

    private func change(_ edit: DeclarationEdit) -> (range: Range<Int>, text: String)? {
        switch edit {
        case .replace(let node, let value):
            guard let start = offset(of: node.location), let end = end(of: node, from: start) else { return nil }
            return text(of: value).map { (start..<end, $0) }
        case .insert(let mapping, let name, let value): return insertion(into: mapping, name, value)
        case .remove(let member): return removal(of: member)
        }
    }

    private func text(of value: JSONValue) -> String? {
        switch format {
        case .json: return PythonJSON.canonical(value)
        case .yaml: return YAMLText.canHold(value) ? YAMLText.inline(value) : nil
        case .env:
            guard let text = value.text, !text.isEmpty, !text.contains(where: \.isNewline) else { return nil }
            return text
        }
    }

    /// Columns count the characters of YAML and `.env` files, and the bytes of JSON.
    private func offset(of location: SourceLocation) -> Int? {
        guard let line = location.line, let column = location.column, lineStarts.indices.contains(line - 1) else {
            return nil
        }
        var offset = lineStarts[line - 1]
        for _ in 1..<column {
            offset += 1
            guard offset < bytes.count else { return nil }
            if format != .json { while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 } }
        }
        return offset
    }

    /// Where a scalar ends that begins here: a quoted one at its quote, a plain one after exactly its own spelling.
    private func end(of node: LocatedValue, from start: Int) -> Int? {
        guard start < bytes.count else { return nil }
        if format == .env { return bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count }
        switch bytes[start] {
        case UInt8(ascii: "\""):
            var index = start + 1
            while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
                index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
            }
            return index < bytes.count ? index + 1 : nil
        case UInt8(ascii: "'"):
            var index = start + 1
            while index < bytes.count {
                if bytes[index] == UInt8(ascii: "'") {
                    guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "'") else { return index + 1 }
                    index += 1
                }
                index += 1
            }
            return nil
        default:
            let spelling = Array((node.spelling ?? node.plainSpelling).utf8)
            guard !spelling.isEmpty, bytes[start...].starts(with: spelling) else { return nil }
            return start + spelling.count
        }
    }

    private func insertion(
        into mapping: LocatedValue, _ name: String, _ value: JSONValue
    ) -> (range: Range<Int>, text: String)? {
        guard let members = mapping.members, let start = offset(of: mapping.location), start < bytes.count,
            let text = text(of: value)
        else { return nil }
        let key = format == .json ? PythonJSON.quoted(name) : YAMLText.scalar(name)
        if bytes[start] == UInt8(ascii: "{") {
            return (start + 1..<start + 1, "\(key): \(text)\(members.isEmpty ? "" : ", ")")
        }
        guard format == .yaml, let first = members.first?.key.location, first == mapping.location,
            let line = first.line, isBlank(lineStarts[line - 1]..<start)
        else { return nil }
        let indent = String(decoding: bytes[lineStarts[line - 1]..<start], as: UTF8.self)
        return (lineStarts[line - 1]..<lineStarts[line - 1], "\(indent)\(key): \(text)\n")
    }

    /// A comment behind the value stays where it was.
    private func removal(of member: LocatedValue.Member) -> (range: Range<Int>, text: String)? {
        guard format == .yaml, let line = member.key.location.line, let start = offset(of: member.key.location),
            isBlank(lineStarts[line - 1]..<start), member.value.location.line == line,
            let value = offset(of: member.value.location), let end = end(of: member.value, from: value)
        else { return nil }
        let rest = bytes[end...].prefix { $0 != UInt8(ascii: "\n") }
        if isBlank(rest.indices) {
            return (lineStarts[line - 1]..<min(rest.endIndex + 1, bytes.count), "")
        }
        return (start..<end + rest.prefix { $0 == UInt8(ascii: " ") }.count, "")
    }

    private func isBlank(_ range: Range<Int>) -> Bool {
        bytes[range].allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }
    }
}

extension LocatedValue {
    /// How a plain scalar that is text, or a scalar of JSON, was spelled.
    fileprivate var plainSpelling: String {
        switch content {
        case .text(let text): text
        case .integer(let digits): digits
        case .bool(let flag): flag ? "true" : "false"
        case .null: "null"
        default: ""
        }
    }
}
