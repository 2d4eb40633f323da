/// Reads one JSON value from UTF-8 bytes, without recursion, so that no input can exhaust the stack.
///
/// Problems are found in the order in which CPython's scanner meets them: a long integer before a missing bracket is
/// an integer that is too long, after it the text is merely malformed.
struct PythonJSONScanner {
    /// A container whose closing bracket has not been reached; its elements are the last ones of `values`.
    private struct OpenContainer {
        let isObject: Bool
        let firstValue: Int
    }

    let bytes: UnsafeBufferPointer<UInt8>
    var index = 0
    /// Whether some object has two members of one name.
    private(set) var hasDuplicates = false
    private var open: [OpenContainer] = []
    private var values: [JSONValue] = []
    private var names: [JSONString] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// The value of the whole text; anything but blanks behind it is malformed.
    mutating func document() throws(PythonJSON.Failure) -> JSONValue {
        skipBlanks()
        while true {
            guard let value = try valueOrOpening() else { continue }
            guard let whole = try attach(value) else { continue }
            skipBlanks()
            guard index == bytes.count else { throw .malformed }
            return whole
        }
    }

    /// A complete scalar or empty container, or nil after the opening of a container that has elements.
    private mutating func valueOrOpening() throws(PythonJSON.Failure) -> JSONValue? {
        switch peek {
        case UInt8(ascii: "{"):
            try enterContainer()
            if peek == UInt8(ascii: "}") {
                index += 1
                return .object(JSONObject())
            }
            open.append(OpenContainer(isObject: true, firstValue: values.count))
            try memberName()
            return nil
        case UInt8(ascii: "["):
            try enterContainer()
            if peek == UInt8(ascii: "]") {
                index += 1
                return .array([])
            }
            open.append(OpenContainer(isObject: false, firstValue: values.count))
            return nil
        case UInt8(ascii: "\""):
            return .string(try string())
        default:
            return try scalar()
        }
    }

    /// Adds a complete value to the containers around it; the value of the document once nothing is open any more.
    private mutating func attach(_ value: JSONValue) throws(PythonJSON.Failure) -> JSONValue? {
        var value = value
        while let container = open.last {
            values.append(value)
            skipBlanks()
            let byte = peek
            index += 1
            if byte == UInt8(ascii: ",") {
                skipBlanks()
                if container.isObject { try memberName() }
                return nil
            }
            guard byte == (container.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { throw .malformed }
            value = close(container)
        }
        return value
    }

    private mutating func close(_ container: OpenContainer) -> JSONValue {
        open.removeLast()
        let elements = values[container.firstValue...]
        defer { values.removeLast(elements.count) }
        guard container.isObject else { return .array(Array(elements)) }
        let members = zip(names.suffix(elements.count), elements).map { JSONObject.Member($0, $1) }
        names.removeLast(elements.count)
        let object = JSONObject(members)
        if object.members.count < members.count { hasDuplicates = true }
        return .object(object)
    }

    private mutating func enterContainer() throws(PythonJSON.Failure) {
        guard open.count < PythonLimits.nesting else { throw .nestedTooDeeply }
        index += 1
        skipBlanks()
    }

    /// A member's name and the colon behind it.
    private mutating func memberName() throws(PythonJSON.Failure) {
        guard peek == UInt8(ascii: "\"") else { throw .malformed }
        names.append(try string())
        skipBlanks()
        guard peek == UInt8(ascii: ":") else { throw .malformed }
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
