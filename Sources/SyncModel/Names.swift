/// The three kinds of entry that an Airflow secrets backend serves.
package enum EntryKind: String, Codable, CaseIterable, Sendable, Comparable {
    case connection, variable, config

    /// The folder of declarations of this kind, which is also the first part of a selector.
    package var folder: String {
        switch self {
        case .connection: "connections"
        case .variable: "variables"
        case .config: "config"
        }
    }

    package init?(folder: some StringProtocol) {
        guard let kind = Self.allCases.first(where: { $0.folder == folder }) else { return nil }
        self = kind
    }

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// What an entry is called in Airflow: its kind, its team where there is one, and its key.
package struct EntryID: Hashable, Codable, Sendable, Comparable {
    package var kind: EntryKind
    package var team: String?
    package var key: String

    package init(kind: EntryKind, team: String? = nil, key: String) {
        self.kind = kind
        self.team = team
        self.key = key
    }

    /// The form that `--select` matches and messages use: `connections/warehouse`, `teams/a/variables/region`.
    package var selector: String {
        if let team { "teams/\(team)/\(kind.folder)/\(key)" } else { "\(kind.folder)/\(key)" }
    }

    package static func < (a: Self, b: Self) -> Bool {
        (a.team ?? "", a.kind, a.key) < (b.team ?? "", b.kind, b.key)
    }
}

/// The full name of an Akeyless item, always with one leading slash (`/airflow/connections/warehouse`).
package struct ItemPath: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let rawValue: String

    /// Adds the leading slash where it is missing, as the service does.
    package init(_ text: String) {
        rawValue = text.utf8.first == UInt8(ascii: "/") ? text : "/" + text
    }

    package var description: String { rawValue }
}

/// Paths are compared by their bytes, as the service compares them.
extension ItemPath {
    package static func == (a: Self, b: Self) -> Bool {
        BytewiseKey(a.rawValue) == BytewiseKey(b.rawValue)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(BytewiseKey(rawValue))
    }

    package static func < (a: Self, b: Self) -> Bool {
        a.rawValue.utf8.lexicographicallyPrecedes(b.rawValue.utf8)
    }
}

extension ItemPath: Codable {
    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
