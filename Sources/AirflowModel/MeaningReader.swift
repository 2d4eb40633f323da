package import SyncModel

/// Tells what an entry means to Airflow, whether it was declared or stored, so that both sides can be compared.
///
/// Null equals empty, `extra` is compared member by member with numbers in their source text, the spelling of the
/// connection type is normalised, and how a meaning is encoded plays no part. A field of a type that Airflow does not
/// expect never equals the text or number it should be.
package struct MeaningReader: Sendable {
    /// The rules of the Airflow release that reads.
    package let rules: AirflowRules

    /// A reader with the rules of a release.
    package init(rules: AirflowRules = .current) {
        self.rules = rules
    }

    /// The name of the single field of a text of which Airflow makes nothing.
    package static let unreadableField = "unreadable"

    /// The meaning of a declared connection.
    package func meaning(of connection: Connection, rule: ComparisonRule = ComparisonRule()) -> EntryMeaning {
        meaning(of: ConnectionFields(connection), rule: rule)
    }

    /// The meaning of a declared variable or config option; the description is the item's.
    package func meaning(
        ofText text: Secret, description: String?, rule: ComparisonRule = ComparisonRule()
    ) -> EntryMeaning {
        meaning(ofValue: .text(text.reveal()), description: description, rule: rule)
    }

    /// The meaning of a stored text; the description is the item's and plays no part for connections, which have
    /// their own.
    package func meaning(
        ofStored stored: Secret, kind: EntryKind, description: String?, rule: ComparisonRule = ComparisonRule()
    ) -> EntryMeaning {
        let reader = BackendReader(rules: rules)
        switch kind {
        case .connection:
            let reading = reader.connection(stored: stored)
            if reading.isFound, let fields = reading.fields { return meaning(of: fields, rule: rule) }
        case .variable, .config:
            let reading = reader.text(stored: stored)
            if reading.isFound, let value = reading.value {
                return meaning(ofValue: value, description: description, rule: rule)
            }
        }
        return EntryMeaning(fields: [Self.unreadableField: stored])
    }

    /// Those of some fields that a stored text does not give; all of them where Airflow makes nothing sound of it.
    ///
    /// - Parameter names: names of meanings; `extra` stands for any member of it.
    package func fields(_ names: Set<String>, missingIn stored: Secret, kind: EntryKind) -> Set<String> {
        guard !names.isEmpty else { return [] }
        let reader = BackendReader(rules: rules)
        guard kind == .connection else { return reader.text(stored: stored).isFound ? [] : names }
        // Broken JSON is read as a URI, which then has no scheme.
        let reading = reader.connection(stored: stored)
        guard reading.isFound, let fields = reading.fields, fields.connType.text?.isEmpty != true else { return names }
        let held = meaning(of: fields, rule: ComparisonRule()).fields.keys
        return names.filter { name in
            !held.contains(name) && !(name == "extra" && held.contains { $0.utf8.starts(with: "extra.".utf8) })
        }
    }

    private func meaning(of connection: ConnectionFields, rule: ComparisonRule) -> EntryMeaning {
        var connection = connection
        if let connType = connection.connType.text { connection.connType = .text(ConnectionType.normalized(connType)) }
        return meaning(fields: MeaningText.fields(of: connection, rule: rule), rule: rule)
    }

    private func meaning(ofValue value: JSONValue, description: String?, rule: ComparisonRule) -> EntryMeaning {
        var fields: [String: String] = [:]
        fields["value"] = MeaningText.text(of: value, isJSON: rule.valueIsJSON)
        fields["description"] = MeaningText.text(of: .text(description))
        return meaning(fields: fields, rule: rule)
    }

    private func meaning(fields: [String: String], rule: ComparisonRule) -> EntryMeaning {
        guard !rule.ignoredFields.isEmpty else { return EntryMeaning(fields: fields.mapValues { Secret($0) }) }
        let compared = fields.filter { !rule.ignores($0.key) }
        return EntryMeaning(fields: compared.mapValues { Secret($0) })
    }
}
