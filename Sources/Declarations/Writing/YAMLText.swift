package import AirflowModel
import SyncModel

/// Writes entries as YAML that the reader of this module, and so Airflow's, reads back as exactly the same values.
package enum YAMLText {
    /// One entry of a file: its key, and below it the members of a mapping or behind it anything else.
    package static func entry(_ key: String, _ value: JSONValue) -> String {
        member(JSONString(key), value, indent: "", depth: 2)
    }

    /// Whether a value survives being written as YAML: numbers that are not plain integers change their spelling, half
    /// surrogate pairs are no text.
    package static func canHold(_ value: JSONValue) -> Bool {
        switch value {
        case .null, .bool: true
        case .number(let source): isPlainInteger(source)
        case .string(let string): string.text != nil
        case .array(let elements): elements.allSatisfy(canHold)
        case .object(let object): object.members.allSatisfy { $0.name.text != nil && canHold($0.value) }
        }
    }

    /// A text as a scalar: plain where every reader takes it for text, in double quotes elsewhere.
    package static func scalar(_ text: String) -> String {
        isPlain(text) ? text : quoted(text)
    }

    /// A value within a line.
    static func inline(_ value: JSONValue) -> String { flow(value, isOuter: true) }

    /// Mappings are written as blocks down to a depth, so that a change of one field is a change of one line.
    private static func member(_ name: JSONString, _ value: JSONValue, indent: String, depth: Int) -> String {
        let start = indent + scalar(name.text ?? "") + ":"
        guard depth > 0, let members = value.object?.members, !members.isEmpty else {
            return start + " " + flow(value, isOuter: true) + "\n"
        }
        return start + "\n"
            + members.map { member($0.name, $0.value, indent: indent + "  ", depth: depth - 1) }.joined()
    }

    private static func flow(_ value: JSONValue, isOuter: Bool = false) -> String {
        switch value {
        case .null: return "null"
        case .bool(let flag): return flag ? "true" : "false"
        case .number(let source): return source
        case .string(let string):
            let text = string.text ?? ""
            return isOuter || text.utf8.allSatisfy(isWordByte) ? scalar(text) : quoted(text)
        case .array(let elements): return "[" + elements.map { flow($0) }.joined(separator: ", ") + "]"
        case .object(let object):
            let members = object.members.map { flow(.string($0.name)) + ": " + flow($0.value) }
            return "{" + members.joined(separator: ", ") + "}"
        }
    }

    private static func isPlainInteger(_ source: String) -> Bool {
        let digits = source.hasPrefix("-") ? source.dropFirst() : source[...]
        guard let first = digits.utf8.first, digits.utf8.allSatisfy(isDigit) else { return false }
        return first != UInt8(ascii: "0") || source == "0"
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_")
    }

    /// Words of harmless characters, which no schema of YAML takes for anything but text.
    private static func isPlain(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last else { return false }
        guard isWordByte(first) || first == UInt8(ascii: "/"), last != UInt8(ascii: ":"), last != UInt8(ascii: " ")
        else { return false }
        for (index, byte) in bytes.enumerated() where !isWordByte(byte) {
            let isSpace = byte == UInt8(ascii: " ")
            guard isSpace || "-./@+:#~".utf8.contains(byte) else { return false }
            // `: ` ends a key and ` #` begins a comment.
            if byte == UInt8(ascii: ":"), bytes[index + 1] == UInt8(ascii: " ") { return false }
            if isSpace, bytes[index + 1] == UInt8(ascii: "#") || bytes[index + 1] == UInt8(ascii: " ") { return false }
        }
        // What YAML 1.2 or another reader could take for a number, a date or a word of its own is left to quotes.
        if isDigit(first), !bytes.contains(where: { isLetter($0) && $0 | 0x20 != UInt8(ascii: "e") }) { return false }
        if case .content(.text) = YAMLScalar.resolve(text) { return true }
        return false
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if escapedForTerminal(String(scalar)).unicodeScalars.count == 1 {
                    result.unicodeScalars.append(scalar)
                } else {
                    result += escape(scalar.value)
                }
            }
        }
        return result + "\""
    }

    private static func escape(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        let (letter, width) = value <= 0xFF ? ("x", 2) : value <= 0xFFFF ? ("u", 4) : ("U", 8)
        return "\\" + letter + String(repeating: "0", count: width - digits.count) + digits
    }
}
