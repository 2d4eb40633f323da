package import SyncModel

extension MeaningReader {
    /// The texts of a declared connection's fields that a report may show: connection type, host, port, schema and login.
    ///
    /// The type is shown only if it is a known one. Nothing beside the type is shown where a part may hold more than
    /// itself: what an unencoded password breaks out of its place ends up in the neighbours. The caller leaves out what
    /// came from a reference.
    package func shownFields(of connection: Connection) -> [String: String] {
        var shown: [String: String] = [:]
        if let connType = connection.connType.map(ConnectionType.normalized), KnownConnectionTypes.contains(connType) {
            shown["conn_type"] = connType
        }
        guard !mayHoldMore(connection) else { return shown }
        shown["host"] = connection.host
        shown["login"] = connection.login
        shown["schema"] = connection.schema
        shown["port"] = connection.port.map { String($0) }
        return shown.filter { !$0.value.isEmpty }
    }

    /// Whether a part looks like several parts of a URI, or like the parameters of a driver. An address as a host and an
    /// e-mail address as a login are as they should be.
    private func mayHoldMore(_ connection: Connection) -> Bool {
        holds(connection.host, "@?#;") || holds(connection.schema, "@:?#;") || holds(connection.login, ":/?#;")
    }

    private func holds(_ text: String?, _ signs: String) -> Bool {
        text?.utf8.contains { signs.utf8.contains($0) } ?? false
    }

    /// The texts of host, login and schema that a declaration may hold, of a connection whose fields came one by one.
    ///
    /// Nothing slips from one such field into another, so each is judged by itself. A login with a slash is a Kerberos
    /// principal.
    package func plainFields(of connection: Connection) -> [String: String] {
        let fields = [
            ("host", connection.host, "@?#;"), ("login", connection.login, ":?#;"),
            ("schema", connection.schema, "@:?#;"),
        ]
        var plain: [String: String] = [:]
        for (name, text, signs) in fields where !holds(text, signs) { plain[name] = text }
        return plain.filter { !$0.value.isEmpty }
    }

    /// The same of a stored connection; what is no strict connection JSON gives what a report could show.
    package func plainFields(ofStored stored: Secret) -> [String: String] {
        guard let object = (try? PythonJSON.parse(stored.reveal()))?.object, isStrict(object),
            let connection = BackendReader(rules: rules).connection(stored: stored).connection
        else { return shownFields(ofStored: stored) }
        return plainFields(of: connection)
    }

    /// The texts that may be shown of a stored connection.
    ///
    /// There are some only if it is strict connection JSON, or a URI of a known type whose password cannot have slipped
    /// into another part. Of anything else any part could be the secret.
    package func shownFields(ofStored stored: Secret) -> [String: String] {
        let text = stored.reveal()
        do {
            guard let object = try PythonJSON.parse(text).object, isStrict(object) else { return [:] }
            guard let connection = BackendReader(rules: rules).connection(stored: stored).connection else { return [:] }
            return shownFields(of: connection)
        } catch .malformed {
            return shownFields(ofURI: text)
        } catch {
            return [:]
        }
    }

    private func isStrict(_ object: JSONObject) -> Bool {
        object["conn_type"] != nil && object["uri"] == nil && object["conn_uri"] == nil
    }

    private func shownFields(ofURI uri: String) -> [String: String] {
        guard let connection = try? ConnectionURI.parse(uri, rules: rules), let connType = connection.connType,
            KnownConnectionTypes.contains(connType), let split = try? URISplit(Bytes(uri))
        else { return [:] }
        // An unencoded `/`, `?` or `#` in a password ends the authority early; the `@` that was to follow then shows up here.
        let hasStrayCredentials = [split.path, split.query, split.fragment].contains { $0.contains("@") }
        return hasStrayCredentials ? ["conn_type": connType] : shownFields(of: connection)
    }
}
