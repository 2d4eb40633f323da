/// Writes JSON values and Python's rendering of them, without recursion.
struct PythonJSONWriter {
    /// How parts are separated and spelled.
    enum Layout {
        /// `json.dumps` with its defaults.
        case python
        /// `json.dumps` with an indentation of two blanks, as `airflow variables import` stores objects.
        case indented
        /// Compact and sorted, with numbers as written.
        case canonical
        /// `repr`, as Python shows lists and dictionaries.
        case representation
    }

    private enum OpenContainer {
        case array([JSONValue], next: Int)
        case object([JSONObject.Member], next: Int)
    }

    private let layout: Layout
    private var output: [UInt8] = []
    private var open: [OpenContainer] = []

    static func text(of value: JSONValue, layout: Layout) -> String {
        var writer = PythonJSONWriter(layout: layout)
        writer.write(value)
        return String(decoding: writer.output, as: UTF8.self)
    }

    private init(layout: Layout) {
        self.layout = layout
    }

    private mutating func write(_ root: JSONValue) {
        begin(root)
        while let container = open.popLast() {
            switch container {
            case .array(let elements, let next):
                guard next < elements.count else {
                    endContainer(isEmpty: elements.isEmpty, "]")
                    continue
                }
                separate(isFirst: next == 0)
                open.append(.array(elements, next: next + 1))
                begin(elements[next])
            case .object(let members, let next):
                guard next < members.count else {
                    endContainer(isEmpty: members.isEmpty, "}")
                    continue
                }
                separate(isFirst: next == 0)
                write(members[next].name)
                put(layout == .canonical ? ":" : ": ")
                open.append(.object(members, next: next + 1))
                begin(members[next].value)
            }
        }
    }

    /// Writes a scalar, or opens a container.
    private mutating func begin(_ value: JSONValue) {
        switch value {
        case .null: put(layout == .representation ? "None" : "null")
        case .bool(true): put(layout == .representation ? "True" : "true")
        case .bool(false): put(layout == .representation ? "False" : "false")
        case .number(let source): output.append(contentsOf: spelling(of: source).utf8)
        case .string(let string): write(string)
        case .array(let elements):
            put("[")
            open.append(.array(elements, next: 0))
        case .object(let object):
            put("{")
            let isSorted = layout == .canonical
            let members = isSorted ? object.members.sorted { JSONString.precedes($0.name, $1.name) } : object.members
            open.append(.object(members, next: 0))
        }
    }

    private mutating func separate(isFirst: Bool) {
        if !isFirst { put(layout == .canonical || layout == .indented ? "," : ", ") }
        if layout == .indented { breakLine(depth: open.count + 1) }
    }

    private mutating func endContainer(isEmpty: Bool, _ bracket: StaticString) {
        if layout == .indented, !isEmpty { breakLine(depth: open.count) }
        put(bracket)
    }

    private mutating func breakLine(depth: Int) {
        put("\n")
        for _ in 0..<depth { put("  ") }
    }

    private func spelling(of number: String) -> String {
        switch layout {
        case .python, .indented: PythonNumber.dumped(number)
        case .canonical: number
        case .representation: PythonNumber.text(number)
        }
    }

    private mutating func write(_ string: JSONString) {
        switch layout {
        case .representation:
            output.append(contentsOf: PythonRepresentation.quoted(string).utf8)
        case .canonical:
            put("\"")
            if let text = string.text { writeCanonical(text) } else { writeCanonical(string.codePoints) }
            put("\"")
        case .python, .indented:
            put("\"")
            for point in string.codePoints { writeASCII(point) }
            put("\"")
        }
    }

    private mutating func writeCanonical(_ text: String) {
        for byte in text.utf8 {
            if byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") {
                output.append(byte)
            } else {
                escape(UInt32(byte))
            }
        }
    }

    /// A string with lone surrogates: these are escaped, the rest is text.
    private mutating func writeCanonical(_ points: [UInt32]) {
        for point in points {
            if let scalar = Unicode.Scalar(point) { writeCanonical(String(scalar)) } else { escape(point) }
        }
    }

    private mutating func writeASCII(_ point: UInt32) {
        if point >= 0x20 && point < 0x7F && point != 0x22 && point != 0x5C {
            output.append(UInt8(point))
        } else if point >= 0x10000 {
            escape(0xD800 + (point - 0x10000) >> 10)
            escape(0xDC00 + point & 0x3FF)
        } else {
            escape(point)
        }
    }

    private mutating func escape(_ unit: UInt32) {
        switch unit {
        case 0x22: put("\\\"")
        case 0x5C: put("\\\\")
        case 0x0A: put("\\n")
        case 0x0D: put("\\r")
        case 0x09: put("\\t")
        case 0x0C: put("\\f")
        case 0x08: put("\\b")
        default:
            put("\\u")
            for shift in [12, 8, 4, 0] as [UInt32] { output.append(lowerHexDigit(unit >> shift & 0xF)) }
        }
    }

    private mutating func put(_ text: StaticString) {
        output.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}

private func lowerHexDigit(_ value: UInt32) -> UInt8 {
    UInt8(value) + (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
}
