package import SyncModel

/// The answer to a question for values: an object from name to value.
package struct SecretValues: WireAnswer {
    /// By the spelling of the answer.
    ///
    /// Values that are not texts are kept as the JSON they were written in.
    package private(set) var values: [BytewiseKey: Secret] = [:]

    /// Names that came with null.
    package private(set) var nulls: Set<BytewiseKey> = []

    package init(reading reader: inout JSONReader) throws(JSONReadingError) {
        try reader.object { (name, reader: inout JSONReader) throws(JSONReadingError) in
            let name = BytewiseKey(name)
            switch try reader.kind() {
            case .string: values[name] = Secret(try reader.string())
            case .null:
                nulls.insert(name)
                try reader.skip()
            default: values[name] = Secret(try reader.source())
            }
        }
    }

    /// The value of a name as it was asked for: in the same spelling, then with, then without its leading slash.
    package func value(for name: String) -> Secret? {
        Self.spellings(of: name).lazy.compactMap { values[$0] }.first
    }

    /// Whether the answer is about any of the names, or empty; if not, it is not an answer to this question.
    package func concerns(_ names: [String]) -> Bool {
        if values.isEmpty && nulls.isEmpty { return true }
        return names.contains { name in
            Self.spellings(of: name).contains { values[$0] != nil || nulls.contains($0) }
        }
    }

    private static func spellings(of name: String) -> [BytewiseKey] {
        [BytewiseKey(name), BytewiseKey(name.dropping(prefix: "/") ?? "/" + name)]
    }
}

/// The answer to a write that names what was written.
package struct WrittenSecret: WireAnswer {
    package private(set) var name: String?
    package private(set) var version: Int?

    package init(reading reader: inout JSONReader) throws(JSONReadingError) {
        try reader.object { (name, reader: inout JSONReader) throws(JSONReadingError) in
            switch name {
            case "name": self.name = try reader.text()
            case "version": version = try reader.integer().map(Int.init)
            default: try reader.skip()
            }
        }
    }
}
