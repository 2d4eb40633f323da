/// What the service answers to a command, read leniently: unknown fields are skipped, missing ones have a default.
package protocol WireAnswer: Sendable {
    init(reading reader: inout JSONReader) throws(JSONReadingError)
}

extension WireAnswer {
    /// Reads the whole body of an answer.
    package init(json: [UInt8]) throws(JSONReadingError) {
        var reader = JSONReader(json)
        try self.init(reading: &reader)
        try reader.end()
    }
}

/// An answer of which only the status matters; any JSON will do.
package struct Acknowledgement: WireAnswer {
    package init(reading reader: inout JSONReader) throws(JSONReadingError) {
        try reader.skip()
    }
}

/// An answer whose shape the service leaves open, such as the credentials of a dynamic secret.
package struct FreeAnswer: WireAnswer {
    /// The JSON text as it came.
    package let source: String

    package init(reading reader: inout JSONReader) throws(JSONReadingError) {
        source = try reader.source()
    }
}
