public import AirflowModel
import AkeylessClient
package import SyncModel

/// What an Airflow connection of the type `akeyless` says: where the gateway is, and how to log in.
///
/// The host is the address, the login the access id, the password the access key; `extra` holds the rest by the names
/// of Airflow's provider. As in the provider, the host goes before `api_url` in `extra`.
public struct AkeylessConnection: Sendable {
    /// The type of these connections in Airflow.
    public static let connectionType = "akeyless"

    /// The id that Airflow's hook takes where none is given.
    public static let defaultID = "akeyless_default"

    /// Where the provider looks if the connection names no address.
    public static let defaultAddress = "https://api.akeyless.io"

    /// The gateway's address; nil where the connection names none.
    public let address: String?

    /// The settings of the login, by the names of the provider.
    package let fields: [String: Secret]

    /// What is unusual about the connection, in words without values.
    public let notes: [String]

    /// Reads a connection.
    ///
    /// - Throws: ``AkeylessConnectionError`` for another type of connection, or for an `extra` that is no JSON object.
    public init(_ connection: Connection) throws(AkeylessConnectionError) {
        if let type = connection.connType, !type.isEmpty, type.lowercased() != Self.connectionType {
            throw AkeylessConnectionError(reason: "it is of the type \(escapedForTerminal(type)), not akeyless")
        }
        var fields = try Self.extra(connection.extra)
        var notes: [String] = []
        let url = fields.removeValue(forKey: "api_url")?.reveal()
        let host = connection.host.flatMap { $0.isEmpty ? nil : $0 }
        if let host, let url, Self.withScheme(host) != Self.withScheme(url) {
            notes.append("it names two addresses; as in Airflow's hook, the host counts and not api_url")
        }
        if let login = connection.login, !login.isEmpty { fields["access_id"] = Secret(login) }
        if let password = connection.password, !password.isEmpty { fields["access_key"] = password }
        var address = (host ?? url).map(Self.withScheme)
        if host != nil, let port = connection.port, let whole = address, let named = Self.adding(port, to: whole) {
            notes.append("Airflow's hook ignores the port beside the host; write it into the host")
            address = named
        }
        // The key of one login disturbs no other, but would be reported as unused.
        if let type = fields["access_type"]?.reveal(), type != "api_key", type != "access_key" {
            fields["access_key"] = nil
        }
        self.address = address
        self.fields = fields
        self.notes = notes
    }

    private static func extra(_ text: Secret?) throws(AkeylessConnectionError) -> [String: Secret] {
        guard let text, !text.isEmpty else { return [:] }
        guard let object = (try? PythonJSON.parse(text.reveal()))?.object else {
            throw AkeylessConnectionError(reason: "its extra is not a JSON object")
        }
        var fields: [String: Secret] = [:]
        for member in object.members where !member.value.isNull {
            guard let name = member.name.text else { continue }
            // Forms of older releases put their own prefix before the names.
            let field = name.hasPrefix(formPrefix) ? String(name.dropFirst(formPrefix.count)) : name
            let value = member.value.text ?? PythonJSON.dumps(member.value)
            if !value.isEmpty { fields[field] = Secret(value) }
        }
        return fields
    }

    private static let formPrefix = "extra__akeyless__"

    private static func withScheme(_ host: String) -> String {
        host.hasPrefix("http://") || host.hasPrefix("https://") ? host : "https://" + host
    }

    /// The address with a port where it has none yet; nil where it has one, or is no address.
    private static func adding(_ port: Int, to address: String) -> String? {
        guard let parsed = try? WebAddress(address), parsed.port == nil, port > 0 else { return nil }
        return "\(parsed.scheme)://\(parsed.authority):\(port)\(parsed.path)"
    }
}

/// Why a connection cannot be used to log in; holds no value of it.
public struct AkeylessConnectionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, in words that follow "the connection cannot be used:".
    public let reason: String

    /// What to do about it, where there is something to say.
    public let hint: String?

    init(reason: String, hint: String? = nil) {
        self.reason = reason
        self.hint = hint
    }

    /// The whole sentence.
    public var description: String {
        "the connection cannot be used: \(reason)" + (hint.map { " (\($0))" } ?? "")
    }
}

extension AkeylessHook {
    /// Makes a hook of an Airflow connection, over the real network; nothing is sent until an operation is.
    ///
    /// - Parameters:
    ///   - connection: A connection of the type `akeyless`.
    ///   - environment: The variables of the process: proxies, and what the clouds' own tools read for a login by cloud
    ///     identity.
    /// - Throws: ``AkeylessConnectionError``, ``GatewayURLError``, or ``TransportError`` for a proxy that is no address.
    public init(connection: Connection, environment: [String: String] = [:]) throws {
        let settings = try AkeylessConnection(connection)
        let (method, problems) = AuthMethod.make(fields: settings.fields)
        guard let method else {
            throw AkeylessConnectionError(
                reason: problems.filter { $0.severity == .error }.map(\.message).joined(separator: "; "),
                hint: problems.compactMap(\.hint).first)
        }
        self.init(
            client: AkeylessClient(
                gateway: try GatewayURL(settings.address ?? AkeylessConnection.defaultAddress), auth: method,
                transport: try AsyncHTTPTransport(environment: environment), environment: environment))
    }
}
