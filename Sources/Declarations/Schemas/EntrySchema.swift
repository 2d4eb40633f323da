import AirflowModel

/// The schemas of files of entries, from ``DeclaredField``.
struct EntrySchema {
    /// Whether null may stand where it removes something, and what is left out comes from the base.
    let isOverlay: Bool

    /// A text that is no reference.
    private static let noReference = JSONValue.object(["pattern": .text("^(?!ref\\+)")])

    var connections: JSONValue {
        file(
            title: "Airflow connections",
            entry: .anyOf(.object(["$ref": .text("#/$defs/uri")]), .object(["$ref": .text("#/$defs/fields")]), single),
            definitions: ["uri": uri, "fields": fields])
    }

    /// Variables or config options.
    func texts(title: String) -> JSONValue {
        let value = JSONValue.types("string", "number", "boolean", "array", "object")
        let described = JSONValue.object([
            "properties": properties(DeclaredField.text), "additionalProperties": .bool(false),
        ])
        let entry =
            value
            .with("if", .object(["type": .text("object"), "required": .texts(["value"])]))
            .with("then", described)
        return file(title: title, entry: .object(["$ref": .text("#/$defs/entry")]), definitions: ["entry": entry])
    }

    private func file(title: String, entry: JSONValue, definitions: JSONObject) -> JSONValue {
        .object([
            "$schema": .text(FileSchema.dialect),
            "title": .text(isOverlay ? "\(title): what one environment changes" : title),
            "type": .text("object"),
            "propertyNames": .object(["minLength": .integer(1)]),
            "additionalProperties": isOverlay ? .anyOf(entry, .types("null")) : entry,
            "$defs": .object(definitions),
        ])
    }

    /// A URI has a scheme; a reference looks like one.
    private var uri: JSONValue {
        .object(["type": .text("string"), "pattern": .text("^\\s*(ref\\+[a-z]+|[A-Za-z][A-Za-z0-9+.-]*):")])
    }

    /// A list of one connection stands for it, as in Airflow's own reader.
    private var single: JSONValue {
        .object([
            "type": .text("array"), "minItems": .integer(1), "maxItems": .integer(1),
            "items": .anyOf(.object(["$ref": .text("#/$defs/uri")]), .object(["$ref": .text("#/$defs/fields")])),
        ])
    }

    private var fields: JSONValue {
        let besideURI = JSONValue.texts(DeclaredField.connection.filter(\.standsBesideURI).map(\.name))
        let alone = JSONValue.object(["propertyNames": .object(["enum": besideURI])])
        var schema = JSONValue.object([
            "type": .text("object"), "properties": properties(DeclaredField.connection),
            "additionalProperties": .bool(false),
            "not": .object(["required": .texts(["extra", "extra_dejson"])]),
        ])
        guard !isOverlay else { return schema }
        schema = schema.with(
            "anyOf", .array(["conn_type", "uri", "conn_uri"].map { .object(["required": .texts([$0])]) }))
        return schema.with("dependentSchemas", .object(["uri": alone, "conn_uri": alone]))
    }

    private func properties(_ fields: [DeclaredField]) -> JSONValue {
        .object(
            JSONObject(
                fields.map { field in
                    let schema = schema(of: field).with("description", .text(field.summary))
                    return JSONObject.Member(JSONString(field.name), schema)
                }))
    }

    private var shownText: JSONValue {
        .types("string", "null").with("allOf", .array([Self.noReference]))
    }

    /// Null is a field that is not set, as in Airflow's exports; `conn_type` must be set, and null is no value.
    private func schema(of field: DeclaredField) -> JSONValue {
        switch field.shape {
        case .text: .types("string", "null")
        case .shownText where field.name == "conn_type" && !isOverlay:
            .types("string").with("minLength", .integer(1)).with("allOf", .array([Self.noReference]))
                .with("examples", .texts(["postgres", "http", "aws", "google_cloud_platform"]))
        case .shownText(let limit):
            limit.map { shownText.with("maxLength", .integer($0)) } ?? shownText
        case .port:
            .anyOf(
                .types("integer").with("minimum", .integer(1)).with("maximum", .integer(65535)),
                .types("string").with("pattern", .text("^[ \\t]*0*[1-9][0-9]{0,4}[ \\t]*$")), .types("null"))
        case .objectOrText: .types("object", "string", "null")
        case .object: .types("object", "null")
        case .uri: isOverlay ? .anyOf(uri, .types("null")) : uri
        case .anything: .types("string", "number", "boolean", "array", "object")
        }
    }
}
