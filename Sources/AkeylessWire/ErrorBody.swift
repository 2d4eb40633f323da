/// The one shape in which the service explains a failure: `{"error": "<text>"}`.
///
/// The text nests steps, outermost first: `<step>: Desc: <step>. Status 404 Not Found, Error: NotFound. Message: …`.
package struct ErrorBody: Sendable, Hashable {
    package let text: String

    /// The first `Error: <Code>.` of the text, or the text itself where it is nothing but a code.
    package var code: String? {
        if let code = Self.code(after: "Error: ", in: text) { return code }
        let isBareCode = text.first?.isUppercase == true && text.allSatisfy { $0.isASCII && $0.isLetter }
        return isBareCode ? text : nil
    }

    /// Nil when the body is anything else than an object with a text called `error`.
    package init?(json: [UInt8]) {
        var reader = JSONReader(json)
        var found: String?
        do {
            try reader.object { (name, reader: inout JSONReader) throws(JSONReadingError) in
                guard name == "error", try reader.kind() == .string else { return try reader.skip() }
                found = try reader.string(repairing: true)
            }
        } catch { return nil }
        guard let found else { return nil }
        text = found
    }

    private static func code(after marker: String, in text: String) -> String? {
        var rest = Substring(text)
        while let range = rest.firstRange(of: marker) {
            rest = rest[range.upperBound...]
            let word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            // Nested steps also begin with "Error: "; a code is followed by a full stop, a step by a colon.
            if !word.isEmpty, rest.dropFirst(word.count).first == "." { return String(word) }
        }
        return nil
    }
}
