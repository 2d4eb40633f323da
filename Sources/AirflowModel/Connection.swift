public import SyncModel

/// A connection as tasks use it: every field has the type that Airflow's hooks expect.
///
/// Null and empty texts are kept apart here, because Airflow does, although they mean the same.
public struct Connection: Sendable, Hashable {
    /// The name under which a hook is registered, such as `postgres`.
    public var connType: String?
    /// Words for people.
    public var description: String?
    /// A host name, an address, or whatever the hook takes for one, such as a URL.
    public var host: String?
    /// The user or key id.
    public var login: String?
    /// Never empty when it comes from Airflow, which cannot hold an empty password.
    public var password: Secret?
    /// The database or whatever the hook takes from here.
    public var schema: String?
    /// A number that should lie between 1 and 65535.
    public var port: Int?
    /// The text of a JSON object, character for character.
    public var extra: Secret?

    /// A connection of these fields.
    public init(
        connType: String? = nil, description: String? = nil, host: String? = nil, login: String? = nil,
        password: Secret? = nil, schema: String? = nil, port: Int? = nil, extra: Secret? = nil
    ) {
        self.connType = connType
        self.description = description
        self.host = host
        self.login = login
        self.password = password
        self.schema = schema
        self.port = port
        self.extra = extra
    }
}

extension Connection: CustomDebugStringConvertible, CustomReflectable {
    /// Shows no field: hosts and logins may carry secrets, too.
    public var debugDescription: String { "Connection(<redacted>)" }

    /// Empty, so that `dump` and debuggers find no child.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

/// The spelling of connection types that Airflow's hooks are registered under.
package enum ConnectionType {
    /// `postgresql` is `postgres`, every `-` is `_`; the case is kept.
    package static func normalized(_ connType: String) -> String {
        if sameCodePoints(connType, "postgresql") { return "postgres" }
        guard connType.utf8.contains(UInt8(ascii: "-")) else { return connType }
        return String(decoding: connType.utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
    }
}
