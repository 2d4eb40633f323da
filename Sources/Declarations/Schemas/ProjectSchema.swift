import AirflowModel
import SyncModel

/// The schema of `lockstep.yaml`, from the table of settings and the list of checks.
enum ProjectSchema {
    static var document: JSONValue {
        var schema = section(rows: SettingDefinition.all.filter(\.inFile))
        var properties = schema.object?["properties"]?.object ?? [:]
        properties["version"] = .object([
            "const": .integer(1), "description": .text("The format of this file."),
        ])
        properties["environments"] = .object([
            "type": .text("object"), "description": .text("What differs, by the name of the environment."),
            "propertyNames": .object(["pattern": .text("^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]),
            "additionalProperties": .anyOf(
                section(rows: SettingDefinition.all.filter(\.inEnvironment)), .types("null")),
        ])
        schema = schema.with("properties", .object(properties)).with("required", .texts(["version"]))
        return .object(
            JSONObject(
                [
                    .init("$schema", .text(FileSchema.dialect)), .init("title", .text("The project file of Lockstep")),
                ] + (schema.object?.members ?? [])))
    }

    /// One level of the file: the settings of these rows, nested by the parts of their names, and what every level has.
    private static func section(rows: [SettingDefinition]) -> JSONValue {
        let tree = node(rows, prefix: "")
        var properties = tree.object?["properties"]?.object ?? [:]
        properties["checks"] = checks
        properties["drift"] = drift
        properties["values"] = .object([
            "type": .text("object"), "additionalProperties": .bool(false),
            "properties": .object(["encoding": schema(of: .of(.encoding))]),
        ])
        return tree.with("properties", .object(properties))
    }

    private static func node(_ rows: [SettingDefinition], prefix: String) -> JSONValue {
        var properties = JSONObject()
        for row in rows {
            let rest = row.key.rawValue.dropFirst(prefix.count)
            guard let name = rest.split(separator: ".").first.map(String.init), properties[name] == nil else {
                continue
            }
            let inner = prefix + name + "."
            let nested = rows.filter { $0.key.rawValue.hasPrefix(inner) }
            properties[name] = nested.isEmpty ? schema(of: row) : node(nested, prefix: inner)
        }
        return .object([
            "type": .text("object"), "properties": .object(properties), "additionalProperties": .bool(false),
        ])
    }

    private static func schema(of row: SettingDefinition) -> JSONValue {
        schema(of: row.type).with("description", .text(row.summary))
    }

    private static func schema(of type: SettingType) -> JSONValue {
        switch type {
        case .text: .types("string").with("minLength", .integer(1))
        case .anyText: .types("string")
        case .optionalText: .types("string", "null")
        case .verbatim: .types("string", "number")
        case .secret: .types("string")
        case .bool: .types("boolean")
        case .count(let range):
            .types("integer").with("minimum", .integer(range.lowerBound)).with("maximum", .integer(range.upperBound))
        case .share:
            .anyOf(
                .types("integer").with("minimum", .integer(0)),
                .types("string").with("pattern", .text("^([0-9]+|[0-9]{1,2}%|100%)$")))
        case .list: .anyOf(.types("string"), .types("array").with("items", .types("string")))
        case .choice(let choices): .object(["enum": .texts(choices)])
        }
    }

    /// An unquoted `off` is the boolean false for YAML 1.1, and both mean the same here.
    private static var checks: JSONValue {
        let severity = JSONValue.object([
            "enum": .array([.text("error"), .text("warning"), .text("note"), .text("off"), .bool(false)])
        ])
        return .object([
            "type": .text("object"), "additionalProperties": .bool(false),
            "description": .text("How severe the findings of a check are."),
            "properties": .object(
                JSONObject(
                    Check.allCases.map { check in
                        JSONObject.Member(
                            JSONString(check.rawValue), severity.with("description", .text(check.reason)))
                    })),
        ])
    }

    private static var drift: JSONValue {
        let names = JSONValue.anyOf(.types("string"), .types("array").with("items", .types("string")))
        return .object([
            "type": .text("object"), "description": .text("What to do about changes of others, by pattern."),
            "properties": .object([
                "ignore_fields": .anyOf(names, .object(["type": .text("object"), "additionalProperties": names]))
            ]),
            "additionalProperties": .object(["enum": .texts(DriftRules.Policy.allCases.map(\.rawValue))]),
        ])
    }
}
