/// JSON in the dialect of Python's `json` module, which decides what Airflow makes of a stored text.
///
/// It differs from the standard in ways that matter here: `NaN` and `Infinity` are numbers, of duplicate names the last
/// wins, half a surrogate pair is a string, and two kinds of input are not «not JSON» but an error that no reader in
/// Airflow expects: integers of more than 4300 digits and deep nesting.
public enum PythonJSON {
    /// Why a text is no value.
    public enum Failure: Error, Sendable, Hashable {
        /// Python raises `JSONDecodeError`, which Airflow's readers expect and answer by taking the text as it is.
        case malformed
        /// Python raises another `ValueError`, which they do not expect.
        case integerTooLong
        /// Python raises `RecursionError`, which they do not expect.
        case nestedTooDeeply

        var modelCode: AirflowModelError.Code {
            switch self {
            case .malformed: .malformedJSON
            case .integerTooLong: .integerTooLong
            case .nestedTooDeeply: .nestedTooDeeply
            }
        }
    }

    /// Reads a whole text as one value, as `json.loads` does.
    public static func parse(_ text: String) throws(Failure) -> JSONValue {
        try parseNotingDuplicates(text).value
    }

    /// The same, and whether some object in it has two members of one name.
    package static func parseNotingDuplicates(
        _ text: String
    ) throws(Failure) -> (value: JSONValue, hasDuplicates: Bool) {
        var text = text
        let result: Result<(value: JSONValue, hasDuplicates: Bool), Failure> = text.withUTF8 { bytes in
            var scanner = PythonJSONScanner(bytes, JSONValueBuilder())
            do throws(Failure) {
                let value = try scanner.document()
                return .success((value, scanner.builder.hasDuplicates))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Writes a value as `json.dumps` does: `", "` and `": "` between parts, everything but ASCII escaped, numbers in
    /// Python's own spelling (`1e3` is printed `1000.0`).
    public static func dumps(_ value: JSONValue) -> String {
        PythonJSONWriter.text(of: value, layout: .python)
    }

    /// Writes a value as `json.dumps(…, indent=2)` does: every part on a line of its own.
    package static func indented(_ value: JSONValue) -> String {
        PythonJSONWriter.text(of: value, layout: .indented)
    }

    /// Writes a value so that equal values give equal texts: compact, members sorted by code points, numbers in their
    /// source text, nothing escaped that need not be.
    package static func canonical(_ value: JSONValue) -> String {
        PythonJSONWriter.text(of: value, layout: .canonical)
    }

    /// A text as a JSON string with the fewest escapes: `"`, `\` and U+0000 to U+001F.
    package static func quoted(_ text: String) -> String {
        PythonJSONWriter.text(of: .text(text), layout: .canonical)
    }
}
