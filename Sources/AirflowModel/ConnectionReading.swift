public import SyncModel

/// What Airflow makes of a stored connection.
public struct ConnectionReading: Sendable {
    /// What the backend's own method gives; nil when it fails.
    public let fields: ConnectionFields?

    /// Why Airflow says that the connection is not defined; nil when it finds it.
    ///
    /// This can be set beside ``fields``: the lookup asks every connection for its URI and drops it when that fails.
    public let failure: AirflowModelError?

    /// Whether the API server can hand the connection to a task; it cannot where a field has a type it does not expect.
    public let isServedToTasks: Bool

    /// How the text was read, in plain words that hold no value.
    public let steps: [String]

    /// Whether Airflow finds the connection.
    public var isFound: Bool { failure == nil }

    /// The connection, if it is found and every field has the type that tasks expect.
    public var connection: Connection? { isFound ? fields?.connection : nil }

    /// The names of the fields that another reading of the same text gives another value; all that hold something where
    /// only one of the two finds the connection.
    package func differences(from other: ConnectionReading) -> [String] {
        let (own, others) = (namedFields, other.namedFields)
        return Set(own.keys).union(others.keys).filter { own[$0] != others[$0] }.sorted()
    }

    private var namedFields: [String: JSONValue] {
        guard isFound, let fields else { return [:] }
        return Dictionary(fields.named.filter { !$0.value.isNull }.map { ($0.name, $0.value) }) { first, _ in first }
    }

    init(failure: AirflowModelError, steps: [String]) {
        fields = nil
        self.failure = failure
        isServedToTasks = false
        self.steps = steps + ["Airflow says the connection is not defined, because \(failure.code.explanation)"]
    }

    init(fields: ConnectionFields, rules: AirflowRules, steps: [String]) {
        self.fields = fields
        do {
            _ = try ConnectionURI.format(fields, rules: rules)
            failure = nil
            isServedToTasks = ExecutionAPI.canServe(fields)
            let outcome =
                isServedToTasks ? [] : ["the API server cannot hand it to a task: a field has an unusable type"]
            self.steps = steps + outcome
        } catch {
            failure = error
            isServedToTasks = false
            self.steps = steps + ["Airflow says the connection is not defined, because \(error.code.explanation)"]
        }
    }
}

/// What Airflow makes of a stored variable or config option.
public struct TextReading: Sendable {
    /// The value; anything but a string means a broken wrapper, whose content reaches tasks as it is.
    public let value: JSONValue?

    /// Why Airflow says that there is no such entry; nil when it finds it.
    public let failure: AirflowModelError?

    /// How the text was read, in plain words that hold no value.
    public let steps: [String]

    /// Whether Airflow finds the entry.
    public var isFound: Bool { failure == nil }

    /// The value as a task gets it; nil where the entry is missing or its value is no text.
    public var text: Secret? {
        isFound ? value?.text.map { Secret($0) } : nil
    }

    /// Whether the API server can hand the value to a task, which it does with text only.
    public var isServedToTasks: Bool {
        if isFound, case .string = value { true } else { false }
    }

    init(failure: AirflowModelError, steps: [String] = []) {
        value = nil
        self.failure = failure
        self.steps = steps + ["Airflow says there is no such entry, because \(failure.code.explanation)"]
    }

    /// A reading of a value; null counts as missing, although no other path or backend is asked any more.
    init(value: JSONValue, steps: [String]) {
        self.value = value
        guard value.isNull else {
            failure = nil
            self.steps = steps
            return
        }
        let failure = AirflowModelError(.missingValue, "read the value")
        self.failure = failure
        self.steps = steps + ["Airflow says there is no such entry, because \(failure.code.explanation)"]
    }
}

/// The types that Airflow's Execution API can send to a task.
///
/// The connection type must be text, the port must convert to an integer, everything else is text or null. The
/// description is not sent.
enum ExecutionAPI {
    static func canServe(_ fields: ConnectionFields) -> Bool {
        guard case .string = fields.connType, isInteger(fields.port) else { return false }
        return [fields.host, fields.login, fields.password, fields.schema, fields.extra].allSatisfy(isTextOrNull)
    }

    private static func isTextOrNull(_ value: JSONValue) -> Bool {
        switch value {
        case .null, .string: true
        default: false
        }
    }

    private static func isInteger(_ value: JSONValue) -> Bool {
        switch value {
        case .null, .bool: return true
        case .number(let source):
            guard !PythonNumber.isInteger(source) else { return true }
            let number = PythonNumber.double(source)
            return number.isFinite && number.rounded() == number && number.magnitude <= 0x1p63
        case .string(let string): return string.text.map(isIntegerText) ?? false
        case .array, .object: return false
        }
    }

    /// ASCII digits with an optional sign, single underscores between them and a fraction of zeros.
    private static func isIntegerText(_ text: String) -> Bool {
        var bytes = Bytes(PythonText.stripped(text))
        if bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") { bytes = bytes.dropFirst() }
        let (whole, fraction) = bytes.cut(at: ".")
        guard fraction?.allSatisfy({ $0 == UInt8(ascii: "0") }) ?? true, fraction?.isEmpty != true else { return false }
        let groups = whole.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
        return groups.allSatisfy { group in
            !group.isEmpty && group.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        }
    }
}
