/// What an entry means to Airflow, field by field, in a form in which equal meanings are equal texts.
///
/// Connections have `conn_type`, `host`, … and `extra.<member>` (or `extra` as a whole); variables and config options have `value` and
/// `description`. A field that means nothing (null or empty) is left out.
package struct EntryMeaning: Sendable, Hashable {
    package var fields: [String: Secret]

    package init(fields: [String: Secret]) {
        self.fields = fields
    }
}

/// How a stored text is compared: what a declaration left to Akeyless, and whether a value counts as JSON.
///
/// The ledger keeps the rule beside the fingerprints, so that a later observation is compared in the same way.
package struct ComparisonRule: Hashable, Sendable, Codable {
    /// Whether the value of a variable or config option was declared as something other than text.
    package var valueIsJSON: Bool

    /// Fields that are never compared (`ref+kept://`), by the names of ``EntryMeaning``.
    package var ignoredFields: Set<String>

    /// Whether `extra` is one field, because the names of its members come out of a secret text and say a part of it.
    package var extraIsWhole: Bool

    package init(valueIsJSON: Bool = false, ignoredFields: Set<String> = [], extraIsWhole: Bool = false) {
        self.valueIsJSON = valueIsJSON
        self.ignoredFields = ignoredFields
        self.extraIsWhole = extraIsWhole
    }

    /// The fields that both rules leave to Akeyless; `extra` covers its members.
    package func ignoredFields(alsoBy other: ComparisonRule) -> Set<String> {
        ignoredFields.filter(other.ignores).union(other.ignoredFields.filter(ignores))
    }

    /// Whether a field is left to Akeyless, alone or with all of `extra`.
    package func ignores(_ field: String) -> Bool {
        ignoredFields.contains(field) || (field.utf8.starts(with: "extra.".utf8) && ignoredFields.contains("extra"))
    }

    private enum CodingKeys: String, CodingKey {
        case valueIsJSON = "value_is_json", ignoredFields = "ignored_fields", extraIsWhole = "extra_is_whole"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        valueIsJSON = try container.decodeIfPresent(Bool.self, forKey: .valueIsJSON) ?? false
        ignoredFields = Set(try container.decodeIfPresent([String].self, forKey: .ignoredFields) ?? [])
        extraIsWhole = try container.decodeIfPresent(Bool.self, forKey: .extraIsWhole) ?? false
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(valueIsJSON, forKey: .valueIsJSON)
        try container.encode(ignoredFields.sorted(), forKey: .ignoredFields)
        if extraIsWhole { try container.encode(true, forKey: .extraIsWhole) }
    }
}
