/// A JSON value on its way out: members sorted, one a line, ASCII only.
///
/// One text for one value, so that an unchanged record is the same blob; and nothing in it can steer a terminal,
/// because whatever is not printable ASCII is escaped.
enum JSONNode {
    case string(String)
    case integer(Int64)
    case bool(Bool)
    case array([JSONNode])
    case object([String: JSONNode])
    /// An object whose names only their bytes tell apart, such as paths.
    case members([(name: String, value: JSONNode)])

    /// The text as bytes, with a final line break.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1_024)
        write(to: &bytes, indentation: 0)
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    /// An object without the members that have no value.
    static func object(present members: [String: JSONNode?]) -> JSONNode {
        .object(members.compactMapValues(\.self))
    }

    private func write(to bytes: inout [UInt8], indentation: Int) {
        switch self {
        case .string(let text): Self.write(text, to: &bytes)
        case .integer(let number): bytes.append(contentsOf: String(number).utf8)
        case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        case .array(let elements):
            Self.write("[", "]", elements, to: &bytes, indentation) { element, bytes in
                element.write(to: &bytes, indentation: indentation + 2)
            }
        case .object(let members): Self.members(members.map { ($0, $1) }).write(to: &bytes, indentation: indentation)
        case .members(let members):
            let sorted = members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
            Self.write("{", "}", sorted, to: &bytes, indentation) { member, bytes in
                Self.write(member.name, to: &bytes)
                bytes.append(contentsOf: ": ".utf8)
                member.value.write(to: &bytes, indentation: indentation + 2)
            }
        }
    }

    private static func write<Element>(
        _ opening: String, _ closing: String, _ elements: [Element], to bytes: inout [UInt8], _ indentation: Int,
        _ writeElement: (Element, inout [UInt8]) -> Void
    ) {
        bytes.append(contentsOf: opening.utf8)
        for (index, element) in elements.enumerated() {
            bytes.append(contentsOf: (index == 0 ? "\n" : ",\n").utf8)
            bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indentation + 2))
            writeElement(element, &bytes)
        }
        if !elements.isEmpty {
            bytes.append(UInt8(ascii: "\n"))
            bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indentation))
        }
        bytes.append(contentsOf: closing.utf8)
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") })
        {
            bytes.append(contentsOf: text.utf8)
        } else {
            for unit in text.utf16 { write(unit, to: &bytes) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func write(_ unit: UInt16, to bytes: inout [UInt8]) {
        switch unit {
        case 0x22, 0x5C: bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(unit)])
        case 0x20..<0x7F: bytes.append(UInt8(unit))
        default:
            let digits = String(unit, radix: 16)
            bytes.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits).utf8)
        }
    }
}
