import SyncModel

extension ConnectionURI {
    /// Writes the URI that Airflow gives for a connection; it loses the description and more, see ``lostFields(of:rules:)``.
    public static func format(
        _ connection: Connection, rules: AirflowRules = .current
    ) throws(AirflowModelError) -> String {
        try format(ConnectionFields(connection), rules: rules)
    }

    /// Writes the URI of a connection whose fields may have other types than text; Airflow then fails on most of them.
    static func format(_ fields: ConnectionFields, rules: AirflowRules) throws(AirflowModelError) -> String {
        var uri = try scheme(of: fields)
        let (hostProtocol, host) = try splitHost(of: fields, rules: rules)
        if !hostProtocol.isEmpty { uri += hostProtocol + "://" }
        var authority = ""
        if !fields.login.isNull { authority += try encoded(fields.login, "login") }
        if !fields.password.isNull { authority += ":" + (try encoded(fields.password, "password")) }
        if !authority.isEmpty { authority += "@" }
        var hostAndPath = PercentCoding.encoded(host)
        if fields.port.isTruthy {
            guard let port = PythonRepresentation.text(of: fields.port).text else { throw loneSurrogate("port") }
            hostAndPath += (hostAndPath.isEmpty && authority.isEmpty ? "@:" : ":") + port
        }
        let hasSchema = fields.schema.isTruthy
        if hasSchema { hostAndPath += "/" + (try encoded(fields.schema, "schema")) }
        uri += authority + hostAndPath
        if let extra = fields.extra.text, !extra.isEmpty {
            uri += (hasSchema ? "?" : "/?") + (try query(for: extra, object: fields.extraObject))
        }
        return uri
    }

    /// The fields that Airflow reads differently from its own URI of a connection: null and empty count as equal, `extra`
    /// is compared as an object; nil where the URI cannot be written or read.
    ///
    /// With `[secrets] use_cache` every later read of a connection goes through that URI.
    package static func lostFields(of connection: Connection, rules: AirflowRules = .current) -> Set<String>? {
        lostFields(of: ConnectionFields(connection), rules: rules)
    }

    static func lostFields(of fields: ConnectionFields, rules: AirflowRules) -> Set<String>? {
        guard let uri = try? format(fields, rules: rules), let read = try? parse(uri, rules: rules) else { return nil }
        var held = fields
        if !held.extra.isTruthy { held.extra = .null }
        if held.port.text?.isEmpty == true { held.port = .null }
        let before = MeaningText.fields(of: held)
        let after = MeaningText.fields(of: ConnectionFields(read))
        let differing = Set(before.keys).union(after.keys).filter { name in
            !sameCodePoints(before[name] ?? "", after[name] ?? "")
        }
        return Set(differing.map { $0.dropping(prefix: "extra.") == nil ? $0 : "extra" })
    }

    private static func scheme(of fields: ConnectionFields) throws(AirflowModelError) -> String {
        guard fields.connType.isTruthy else { return "//" }
        guard case .string(let string) = fields.connType else { throw wrongType("conn_type") }
        guard let connType = string.text else { throw loneSurrogate("conn_type") }
        let dashed = PythonText.lowercased(connType).utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }
        return String(decoding: dashed, as: UTF8.self) + "://"
    }

    /// The protocol that moves out of the host, and the rest of the host.
    private static func splitHost(
        of fields: ConnectionFields, rules: AirflowRules
    ) throws(AirflowModelError) -> (hostProtocol: String, host: String) {
        guard fields.host.isTruthy else { return ("", "") }
        guard case .string(let string) = fields.host else { throw wrongType("host") }
        guard let host = string.text else { throw loneSurrogate("host") }
        let bytes = Bytes(host)
        guard let separator = bytes.firstRange(of: "://") else { return ("", host) }
        let hostProtocol = bytes[..<separator.lowerBound].text
        let repeatsType = fields.connType.text.map { sameCodePoints($0, hostProtocol) } ?? false
        if rules.quotesProtocolEqualToType && repeatsType { return ("", host) }
        return (hostProtocol, bytes[separator.upperBound...].text)
    }

    private static func encoded(_ value: JSONValue, _ name: String) throws(AirflowModelError) -> String {
        guard case .string(let string) = value else { throw wrongType(name) }
        guard let text = string.text else { throw loneSurrogate(name) }
        return PercentCoding.encoded(text)
    }

    /// Plain pairs where every value is text and there is one, else the whole text under one name.
    private static func query(for extra: String, object: JSONObject?) throws(AirflowModelError) -> String {
        let members = object?.members ?? []
        var pairs: [String] = []
        for member in members {
            // Python builds the pairs before it looks at their types, so a lone surrogate fails either way.
            guard !member.name.hasLoneSurrogate else { throw loneSurrogate("extra") }
            guard case .string(let value) = member.value else { continue }
            guard let text = value.text, let name = member.name.text else { throw loneSurrogate("extra") }
            pairs.append(PercentCoding.formEncoded(name) + "=" + PercentCoding.formEncoded(text))
        }
        let isFlat = !members.isEmpty && pairs.count == members.count
        return isFlat ? pairs.joined(separator: "&") : extraMarker + "=" + PercentCoding.formEncoded(extra)
    }

    private static func wrongType(_ name: String) -> AirflowModelError {
        AirflowModelError(.wrongType, "write the URI", name)
    }

    private static func loneSurrogate(_ name: String) -> AirflowModelError {
        AirflowModelError(.loneSurrogate, "write the URI", name)
    }
}
