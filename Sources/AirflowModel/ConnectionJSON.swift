/// The JSON form of a connection that environment variables, imports and most secrets backends use.
///
/// The Akeyless backend does not: it takes the members as they are, see ``BackendReader``.
public enum ConnectionJSON {
    /// Reads a text as Airflow's `Connection.from_json` does: the type is normalised and the port converted.
    public static func parse(_ text: String, rules: AirflowRules = .current) throws(AirflowModelError)
        -> ConnectionFields
    {
        let value: JSONValue
        do {
            value = try PythonJSON.parse(text)
        } catch {
            throw AirflowModelError(error.modelCode, "read the connection")
        }
        guard var arguments = value.object else { throw AirflowModelError(.notAnObject, "read the connection") }
        if let extra = arguments["extra"], !extra.isTruthy { arguments["extra"] = nil }
        arguments["conn_type"] = try normalizedType(arguments["conn_type"])
        arguments["port"] = try convertedPort(arguments["port"])
        return try ConnectionFields(arguments: arguments, rules: rules)
    }

    /// Writes every field that is not null as Airflow's `as_json` does, `extra` as an object and only if it has members.
    ///
    /// Nulls inside of other fields are dropped as well, where a field holds a structure.
    public static func format(_ fields: ConnectionFields) -> String {
        let named: [(JSONString, JSONValue)] = [
            ("conn_type", fields.connType), ("description", fields.description), ("host", fields.host),
            ("login", fields.login), ("password", fields.password), ("schema", fields.schema), ("port", fields.port),
        ]
        var members = named.filter { !$0.1.isNull }.map { JSONObject.Member($0.0, $0.1.withoutNulls) }
        let extra = extra(of: fields)
        if !extra.isNull { members.append(.init("extra", extra)) }
        return PythonJSON.dumps(.object(JSONObject(members)))
    }

    /// Writes a connection as Airflow's `as_json` does.
    public static func format(_ connection: Connection) -> String {
        format(ConnectionFields(connection))
    }

    private static func extra(of fields: ConnectionFields) -> JSONValue {
        let text = fields.extra.text ?? ""
        let value = fields.extraObject.map(JSONValue.object) ?? (try? PythonJSON.parse(text)) ?? .null
        return value.isTruthy ? value : .null
    }

    private static func normalizedType(_ value: JSONValue?) throws(AirflowModelError) -> JSONValue? {
        guard let value, value.isTruthy else { return nil }
        switch value {
        case .string(let string): return string.text.map { .text(ConnectionType.normalized($0)) } ?? value
        case .array(let elements) where !elements.contains(.text("-")): return value
        case .object(let object) where object["-"] == nil: return value
        default: throw AirflowModelError(.wrongType, "read the connection", "conn_type")
        }
    }

    /// The port through Python's `int()`: blanks, underscores and digits of any script are allowed in text, fractions
    /// are cut off, true is 1; anything falsy is no port.
    private static func convertedPort(_ value: JSONValue?) throws(AirflowModelError) -> JSONValue? {
        guard let value, value.isTruthy else { return nil }
        switch value {
        case .bool: return .number("1")
        case .number(let source):
            if PythonNumber.isInteger(source) { return value }
            if let number = truncated(PythonNumber.double(source)) { return .number(number) }
        case .string(let string):
            if let number = string.text.flatMap({ PythonText.integer($0) }) { return .number(number) }
        default: break
        }
        throw AirflowModelError(.invalidPort, "read the connection", "port")
    }

    /// A finite double without its fraction, in full decimal digits.
    private static func truncated(_ value: Double) -> String? {
        guard value.isFinite else { return nil }
        let digits = DecimalDigits(truncating: value)
        return value < 0 && !digits.isZero ? "-" + digits.text : digits.text
    }
}

extension JSONValue {
    /// The value without the nulls in its lists and objects, at any depth, as Airflow's `prune_dict` leaves it.
    fileprivate var withoutNulls: JSONValue {
        switch self {
        case .array(let elements): .array(elements.filter { !$0.isNull }.map(\.withoutNulls))
        case .object(let object):
            .object(
                JSONObject(object.members.filter { !$0.value.isNull }.map { .init($0.name, $0.value.withoutNulls) }))
        default: self
        }
    }
}
