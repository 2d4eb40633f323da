import SyncModel

/// Spells what Airflow reads in a form in which equal meanings, and only these, are equal texts.
enum MeaningText {
    /// The fields of a connection as Airflow holds them; null and empty fields are left out.
    static func fields(
        of connection: ConnectionFields, rule: ComparisonRule = ComparisonRule()
    ) -> [String: String] {
        var fields: [String: String] = [:]
        fields["conn_type"] = text(of: connection.connType)
        fields["description"] = text(of: connection.description)
        fields["host"] = text(of: connection.host)
        fields["login"] = text(of: connection.login)
        fields["password"] = text(of: connection.password)
        fields["schema"] = text(of: connection.schema)
        fields["port"] = port(connection.port)
        fields["team_name"] = text(of: connection.teamName)
        if let object = connection.extraObject, rule.extraIsWhole {
            fields["extra"] = whole(object, rule)
        } else if let object = connection.extraObject {
            for member in object.members { add(member, to: &fields) }
        } else {
            fields["extra"] = text(of: connection.extra)
        }
        return fields
    }

    /// A field that should be text: text stands for itself, nil for null and empty text, anything else is marked.
    static func text(of value: JSONValue) -> String? {
        if value.isNull { return nil }
        guard let text = value.text else { return marked(value) }
        return text.isEmpty ? nil : unmarked(text)
    }

    /// A text of a variable or config option; nil for the empty one.
    ///
    /// Texts that are JSON to the declaration are
    /// compared as such, and every other text differs from all of these.
    static func text(of value: JSONValue, isJSON: Bool) -> String? {
        guard isJSON, let text = value.text, let parsed = try? PythonJSON.parse(text) else {
            return self.text(of: value)
        }
        return PythonJSON.canonical(parsed)
    }

    /// A port, which should be an integer; text such as `"5432"` differs from the number.
    private static func port(_ value: JSONValue) -> String? {
        if value.isNull { return nil }
        guard case .number(let source) = value, PythonNumber.isInteger(source) else { return marked(value) }
        return PythonNumber.text(source)
    }

    /// The compared members in one text; nil where there are none.
    private static func whole(_ object: JSONObject, _ rule: ComparisonRule) -> String? {
        let compared = object.members.filter { !rule.ignores(fieldName($0)) }
        return compared.isEmpty ? nil : PythonJSON.canonical(.object(JSONObject(writing: compared)))
    }

    private static func fieldName(_ member: JSONObject.Member) -> String {
        "extra." + (member.name.text ?? PythonJSON.canonical(.string(member.name)))
    }

    private static func add(_ member: JSONObject.Member, to fields: inout [String: String]) {
        let value = PythonJSON.canonical(member.value)
        let name = fieldName(member)
        // Dictionaries take names for equal that only look alike; the second one is spelled in ASCII.
        let isTaken = fields.index(forKey: name) != nil
        fields[isTaken ? "extra." + PythonJSON.dumps(.string(member.name)) : name] = value
    }

    /// A value that is no text, told from every text by a NUL in front.
    private static func marked(_ value: JSONValue) -> String {
        "\0json:" + PythonJSON.canonical(value)
    }

    private static func unmarked(_ text: String) -> String {
        text.utf8.first == 0 ? "\0text:" + text : text
    }
}
