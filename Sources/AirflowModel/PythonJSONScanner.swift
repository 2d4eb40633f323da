/// Reads one JSON value from UTF-8 bytes, without recursion, so that no input can exhaust the stack.
///
/// Problems are found in the order in which CPython's scanner meets them: a long integer before a missing bracket is
/// an integer that is too long, after it the text is merely malformed.
///
/// What becomes of the parts is the builder's: the value as Python has it, or the text's parts with their places.
struct PythonJSONScanner<Builder: PythonJSONBuilder> {
    /// A container whose closing bracket has not been reached; its elements are the last ones of `values`.
    private struct OpenContainer {
        let isObject: Bool
        let firstValue: Int
        let offset: Int
    }

    let bytes: UnsafeBufferPointer<UInt8>
    var index = 0
    var builder: Builder

    /// What is wrong at the current place, once a text was found to be malformed.
    private(set) var problem = ""
    private var open: [OpenContainer] = []
    private var values: [Builder.Value] = []
    private var names: [PlacedJSON.Name] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ builder: Builder) {
        self.bytes = bytes
        self.builder = builder
    }

    /// The failure of a text with this problem at the current place.
    mutating func malformed(_ problem: String) -> PythonJSON.Failure {
        self.problem = problem
        return .malformed
    }

    /// The value of the whole text; anything but blanks behind it is malformed.
    mutating func document() throws(PythonJSON.Failure) -> Builder.Value {
        skipBlanks()
        while true {
            guard let value = try valueOrOpening() else { continue }
            guard let whole = try attach(value) else { continue }
            skipBlanks()
            guard index == bytes.count else { throw malformed("unexpected text after the end of the JSON value") }
            return whole
        }
    }

    /// A complete scalar or empty container, or nil after the opening of a container that has elements.
    private mutating func valueOrOpening() throws(PythonJSON.Failure) -> Builder.Value? {
        let start = index
        switch peek {
        case UInt8(ascii: "{"):
            try enterContainer()
            if peek == UInt8(ascii: "}") {
                index += 1
                return builder.object([], [], at: start)
            }
            open.append(OpenContainer(isObject: true, firstValue: values.count, offset: start))
            try memberName()
            return nil
        case UInt8(ascii: "["):
            try enterContainer()
            if peek == UInt8(ascii: "]") {
                index += 1
                return builder.array([], at: start)
            }
            open.append(OpenContainer(isObject: false, firstValue: values.count, offset: start))
            return nil
        case UInt8(ascii: "\""):
            return builder.scalar(.string(try string()), at: start)
        default:
            return builder.scalar(try scalar(), at: start)
        }
    }

    /// Adds a complete value to the containers around it; the value of the document once nothing is open any more.
    private mutating func attach(_ value: Builder.Value) throws(PythonJSON.Failure) -> Builder.Value? {
        var value = value
        while let container = open.last {
            values.append(value)
            skipBlanks()
            if peek == UInt8(ascii: ",") {
                index += 1
                skipBlanks()
                if container.isObject { try memberName() }
                return nil
            }
            guard peek == (container.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                throw malformed(container.isObject ? "`,` or `}` is expected" : "`,` or `]` is expected")
            }
            index += 1
            value = close(container)
        }
        return value
    }

    private mutating func close(_ container: OpenContainer) -> Builder.Value {
        open.removeLast()
        let elements = Self.takeLast(values.count - container.firstValue, of: &values)
        guard container.isObject else { return builder.array(elements, at: container.offset) }
        return builder.object(Self.takeLast(elements.count, of: &names), elements, at: container.offset)
    }

    /// Copies the elements before they are removed: with a slice still in use, removing would copy all that is before it.
    private static func takeLast<Element>(_ count: Int, of stack: inout [Element]) -> [Element] {
        let taken = Array(stack.suffix(count))
        stack.removeLast(count)
        return taken
    }

    private mutating func enterContainer() throws(PythonJSON.Failure) {
        guard open.count < PythonLimits.nesting else { throw .nestedTooDeeply }
        index += 1
        skipBlanks()
    }

    /// A member's name and the colon behind it.
    private mutating func memberName() throws(PythonJSON.Failure) {
        guard peek == UInt8(ascii: "\"") else { throw malformed("a member name in double quotes is expected") }
        let start = index
        names.append(PlacedJSON.Name(text: try string(), offset: start))
        skipBlanks()
        guard peek == UInt8(ascii: ":") else { throw malformed("`:` is expected after the member name") }
        index += 1
        skipBlanks()
    }

    private mutating func scalar() throws(PythonJSON.Failure) -> JSONValue {
        switch peek {
        case UInt8(ascii: "n") where skip("null"): return .null
        case UInt8(ascii: "t") where skip("true"): return .bool(true)
        case UInt8(ascii: "f") where skip("false"): return .bool(false)
        case UInt8(ascii: "N") where skip("NaN"): return .number("NaN")
        case UInt8(ascii: "I") where skip("Infinity"): return .number("Infinity")
        case UInt8(ascii: "-") where skip("-Infinity"): return .number("-Infinity")
        default: return .number(try number())
        }
    }

    /// The byte at the current place; zero at the end, which is no byte that may begin or separate values.
    var peek: UInt8 {
        index < bytes.count ? bytes[index] : 0
    }

    /// Python's blanks between values are space, TAB, LF and CR only.
    private mutating func skipBlanks() {
        while index < bytes.count {
            let byte = bytes[index]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            index += 1
        }
    }

    private mutating func skip(_ word: StaticString) -> Bool {
        let end = index + word.utf8CodeUnitCount
        guard end <= bytes.count else { return false }
        for offset in 0..<word.utf8CodeUnitCount where bytes[index + offset] != word.utf8Start[offset] { return false }
        index = end
        return true
    }
}
