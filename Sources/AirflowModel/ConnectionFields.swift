import SyncModel

/// A connection as Airflow's constructor leaves it: each field is whatever JSON type it was given, null where missing.
///
/// Airflow does not check most types, so a stored `"port": "5432"` stays text, and `"login": 5` only fails later.
public struct ConnectionFields: Sendable, Hashable {
    /// Text in a healthy connection.
    public internal(set) var connType: JSONValue = .null
    /// Text or null in a healthy connection.
    public internal(set) var description: JSONValue = .null
    /// Text or null in a healthy connection.
    public internal(set) var host: JSONValue = .null
    /// Text or null in a healthy connection.
    public internal(set) var login: JSONValue = .null
    /// Text or null, as Airflow keeps nothing else.
    public internal(set) var password: JSONValue = .null
    /// Text or null in a healthy connection.
    public internal(set) var schema: JSONValue = .null
    /// An integer or null in a healthy connection.
    public internal(set) var port: JSONValue = .null
    /// Text, even if it was given as an object; a falsy value of another type is kept as it is.
    public internal(set) var extra: JSONValue = .null
    /// The team, in releases whose connections have one.
    public internal(set) var teamName: JSONValue = .null

    /// The members of `extra` with numbers as they were written; nil where `extra` is no object.
    var extraObject: JSONObject?

    /// The fields of a well-formed connection.
    public init(_ connection: Connection) {
        connType = .text(connection.connType)
        description = .text(connection.description)
        host = .text(connection.host)
        login = .text(connection.login)
        password = .text(connection.password?.reveal())
        schema = .text(connection.schema)
        port = connection.port.map { .number(String($0)) } ?? .null
        extra = .text(connection.extra?.reveal())
        extraObject = connection.extra.flatMap { try? PythonJSON.parse($0.reveal()) }?.object
    }

    /// The connection that Airflow's constructor builds from these arguments, if it takes them.
    public init(arguments: JSONObject, rules: AirflowRules = .current) throws(AirflowModelError) {
        let given = try ConnectionArguments(arguments, rules: rules)
        let (extra, extraObject) = try ConnectionExtra.read(given.extra, rules: rules)
        if given.uri.isTruthy {
            self = try Self.fromURI(given, extra: extra, rules: rules)
        } else {
            (connType, host, login, schema, port) = (given.connType, given.host, given.login, given.schema, given.port)
            password = try Self.heldPassword(given.password)
            self.extra = extra
            self.extraObject = extraObject
        }
        description = given.description
        teamName = given.teamName
    }

    /// Every field by its name in the stored JSON, in the order in which it is written there.
    package var named: [(name: String, value: JSONValue)] {
        [
            ("conn_type", connType), ("description", description), ("host", host), ("login", login),
            ("password", password), ("schema", schema), ("port", port), ("extra", extra),
        ]
    }

    /// The connection, if every field has the type that tasks expect.
    public var connection: Connection? {
        var result = Connection()
        do {
            result.connType = try Self.textOrNil(connType)
            result.description = try Self.textOrNil(description)
            result.host = try Self.textOrNil(host)
            result.login = try Self.textOrNil(login)
            result.password = try Self.textOrNil(password).map { Secret($0) }
            result.schema = try Self.textOrNil(schema)
            result.extra = try Self.textOrNil(extra).map { Secret($0) }
        } catch {
            return nil
        }
        if port.isNull { return result }
        guard case .number(let source) = port, PythonNumber.isInteger(source), let number = Int(source) else {
            return nil
        }
        result.port = number
        return result
    }

    private static func textOrNil(_ value: JSONValue) throws(AirflowModelError) -> String? {
        if value.isNull { return nil }
        guard let text = value.text else { throw AirflowModelError(.wrongType, "read the connection") }
        return text
    }

    private static func fromURI(
        _ given: ConnectionArguments, extra: JSONValue, rules: AirflowRules
    ) throws(AirflowModelError) -> ConnectionFields {
        let others = [given.connType, given.host, given.login, given.password, given.schema, given.port, extra]
        guard !others.contains(where: \.isTruthy) else {
            throw AirflowModelError(.uriWithMembers, "build the connection")
        }
        return ConnectionFields(try ConnectionURI.parse(try uriText(given.uri), rules: rules))
    }

    /// The text of a URI argument, which must be a string without lone surrogates.
    static func uriText(_ uri: JSONValue) throws(AirflowModelError) -> String {
        guard case .string(let string) = uri else { throw AirflowModelError(.wrongType, "read the URI", "uri") }
        guard let text = string.text else { throw AirflowModelError(.loneSurrogate, "read the URI", "uri") }
        return text
    }

    /// The password as Airflow keeps it: nothing falsy is kept, and nothing but text can be encrypted.
    private static func heldPassword(_ value: JSONValue) throws(AirflowModelError) -> JSONValue {
        guard value.isTruthy else { return .null }
        guard case .string(let string) = value else {
            throw AirflowModelError(.wrongType, "build the connection", "password")
        }
        guard !string.hasLoneSurrogate else {
            throw AirflowModelError(.loneSurrogate, "build the connection", "password")
        }
        return value
    }
}

extension ConnectionFields: CustomDebugStringConvertible, CustomReflectable {
    /// Shows no field.
    public var debugDescription: String { "ConnectionFields(<redacted>)" }

    /// Empty, so that `dump` and debuggers find no child.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
