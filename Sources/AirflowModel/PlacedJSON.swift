/// JSON as it stands in a file: every part with the place where it begins, and members as they were written, repetitions
/// included.
///
/// It is read in the dialect of ``PythonJSON``.
package struct PlacedJSON: Sendable {
    package enum Content: Sendable {
        /// Null, a boolean, a number or a string.
        case scalar(JSONValue)
        case array([PlacedJSON])
        case object([(name: Name, value: PlacedJSON)])
    }

    /// A member's name and where it stands.
    package struct Name: Sendable {
        package let text: JSONString

        /// In bytes of UTF-8 from the beginning of the text.
        package let offset: Int
    }

    /// Why a text is no JSON.
    package struct Problem: Error {
        package let failure: PythonJSON.Failure

        /// What is wrong with a malformed text, in words that hold nothing of it.
        package let message: String

        /// In bytes of UTF-8 from the beginning of the text.
        package let offset: Int
    }

    package let content: Content

    /// In bytes of UTF-8 from the beginning of the text.
    package let offset: Int

    /// Reads a whole text as one value.
    package static func parse(_ text: String) throws(Problem) -> PlacedJSON {
        var text = text
        let result: Result<PlacedJSON, Problem> = text.withUTF8 { bytes in
            var scanner = PythonJSONScanner(bytes, PlacedJSONBuilder())
            do throws(PythonJSON.Failure) {
                return .success(try scanner.document())
            } catch {
                return .failure(Problem(failure: error, message: scanner.problem, offset: scanner.index))
            }
        }
        return try result.get()
    }
}

private struct PlacedJSONBuilder: PythonJSONBuilder {
    func scalar(_ value: JSONValue, at offset: Int) -> PlacedJSON {
        PlacedJSON(content: .scalar(value), offset: offset)
    }

    func array(_ elements: [PlacedJSON], at offset: Int) -> PlacedJSON {
        PlacedJSON(content: .array(elements), offset: offset)
    }

    func object(
        _ names: [PlacedJSON.Name], _ values: [PlacedJSON], at offset: Int
    ) -> PlacedJSON {
        PlacedJSON(content: .object(zip(names, values).map { (name: $0, value: $1) }), offset: offset)
    }
}

extension PlacedJSON: CustomStringConvertible, CustomReflectable {
    /// Always `<redacted>`: any part of a file may be a secret.
    package var description: String { "<redacted>" }

    /// Empty, so that `dump` and debuggers find no child.
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
