package import SyncModel

/// How a variable or config option is stored.
package enum TextEncoding: String, Sendable, Codable {
    /// As it stands where that is certain to read back, else wrapped.
    case auto
    /// Always as `{"value":"…"}`.
    case wrapped
}

/// The texts that are written: one for each meaning, and each proven to be read back by the backend's rules.
package enum CanonicalText {
    /// A connection as a compact JSON object of constructor arguments, never a URI.
    ///
    /// Null fields and an empty password are left out; `extra` is a JSON string that holds the text as it was declared.
    package static func connection(_ connection: Connection) -> Secret {
        var text = "{"
        func add(_ name: StaticString, _ value: String) {
            text += text.utf8.count > 1 ? ",\"" : "\""
            text += "\(name)\":\(value)"
        }
        func add(_ name: StaticString, text value: String?) {
            if let value { add(name, PythonJSON.quoted(value)) }
        }
        add("conn_type", text: connection.connType)
        add("description", text: connection.description)
        add("host", text: connection.host)
        add("login", text: connection.login)
        if let password = connection.password, !password.isEmpty { add("password", text: password.reveal()) }
        add("schema", text: connection.schema)
        if let port = connection.port { add("port", String(port)) }
        add("extra", text: connection.extra?.reveal())
        return Secret(text + "}")
    }

    /// A variable or config option, wrapped unless the encoding allows its plain form.
    package static func text(_ value: Secret, encoding: TextEncoding = .auto) -> Secret {
        let text = value.reveal()
        if encoding == .auto && isPlainAllowed(text) { return value }
        return Secret("{\"value\":\(PythonJSON.quoted(text))}")
    }

    /// Whether a text surely reads back as it stands, by a test that is stricter than need be: not empty, no blanks
    /// around it, no control characters, and a first character with which no object, list, string or number begins.
    package static func isPlainAllowed(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, let last = scalars.last else { return false }
        guard !PythonText.isBlank(first), !PythonText.isBlank(last) else { return false }
        switch first {
        case "{", "[", "\"", "-", "0"..."9", "\u{FEFF}": return false
        default: return !scalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
        }
    }
}
