import SyncModel

/// The URI form of a connection, read and written as Airflow does, oddities included.
///
/// Airflow takes nearly any text for a URI: `noscheme` is a connection without a type whose schema is `oscheme`.
public enum ConnectionURI {
    /// Which of Airflow's two readers of URIs is meant.
    public enum Reader: Sendable {
        /// The one behind the secrets backend, environment variables and imports.
        case core
        /// The one that task processes use on cached connections: query values stay text, `extra` is not checked, an
        /// empty password stays empty.
        case taskSDK
    }

    /// Reads a URI.
    ///
    /// An empty one is a connection without any field to the core, one of empty fields to the Task SDK.
    public static func parse(
        _ uri: String, rules: AirflowRules = .current, reader: Reader = .core
    ) throws(AirflowModelError) -> Connection {
        if uri.isEmpty && reader == .core { return Connection() }
        let text = Bytes(uri)
        let hasProtocol = try hasProtocolInHost(text)
        let scheme = try URISplit(text).scheme
        let rest = text.replacing(Array((scheme + "://").utf8), with: hasProtocol ? "" : "//")
        if hasProtocol { try checkBeforeProtocol(rest) }
        let split = try URISplit(rest)
        let authority = URIAuthority(split.authority)
        var connection = Connection(connType: ConnectionType.normalized(scheme))
        connection.host = authority.decodedHost
        if hasProtocol, let host = connection.host, !host.isEmpty, !split.scheme.isEmpty {
            connection.host = split.scheme + "://" + host
        }
        connection.schema = PercentCoding.decoded(split.path.droppingFirstCodePoint)
        connection.login = authority.login.map(PercentCoding.decoded)
        let password = authority.password.map(PercentCoding.decoded)
        connection.password = password.flatMap { $0.isEmpty && reader == .core ? nil : Secret($0) }
        connection.port = try authority.portNumber()
        connection.extra = try extra(of: split.query, rules: rules, reader: reader).map { Secret($0) }
        return connection
    }

    private static func hasProtocolInHost(_ uri: Bytes) throws(AirflowModelError) -> Bool {
        switch uri.occurrences(of: "://") {
        case 0, 1: return false
        case 2: return true
        default: throw AirflowModelError(.tooManySchemes, "read the URI")
        }
    }

    /// Credentials must not stand before the protocol of the host.
    private static func checkBeforeProtocol(_ rest: Bytes) throws(AirflowModelError) {
        let before = rest.firstRange(of: "://").map { rest[..<$0.lowerBound] } ?? rest
        guard !before.contains("@"), !before.contains(":") else {
            throw AirflowModelError(.misplacedCredentials, "read the URI")
        }
    }

    /// The name of the pair whose value is the whole of `extra`.
    static let extraMarker = "__extra__"

    private static func extra(
        of query: Bytes, rules: AirflowRules, reader: Reader
    ) throws(AirflowModelError) -> String? {
        guard !query.isEmpty else { return nil }
        let pairs = QueryString.pairs(query)
        if let marked = pairs.last(where: { sameCodePoints($0.name, extraMarker) }) {
            if reader == .core { try ConnectionExtra.check(marked.value, rules: rules) }
            return marked.value
        }
        let decodes = rules.decodesQueryValues && reader == .core
        var members: [JSONObject.Member] = []
        // Of several pairs with one name only the last is read as JSON, so only its value can fail.
        for member in JSONObject(pairs.map { .init(JSONString($0.name), .text($0.value)) }).members {
            members.append(.init(member.name, decodes ? try decoded(member.value) : member.value))
        }
        return PythonJSON.dumps(.object(JSONObject(members)))
    }

    private static func decoded(_ value: JSONValue) throws(AirflowModelError) -> JSONValue {
        guard let text = value.text, !text.isEmpty else { return value }
        do {
            return try PythonJSON.parse(text)
        } catch .malformed {
            return value
        } catch {
            throw AirflowModelError(error.modelCode, "read the URI", "extra")
        }
    }
}
