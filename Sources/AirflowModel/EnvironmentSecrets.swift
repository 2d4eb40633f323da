package import SyncModel

/// Connections and variables in environment variables, which Airflow asks before it asks the metadata database.
package struct EnvironmentSecrets: Sendable {
    private let variables: [String: String]
    private let multiTeam: Bool
    private let rules: AirflowRules

    /// Reads from the given variables; the process's own are for the caller to pass.
    package init(variables: [String: String], multiTeam: Bool = false, rules: AirflowRules = .current) {
        self.variables = variables
        self.multiTeam = multiTeam && rules.knowsTeams
        self.rules = rules
    }

    /// The name of the variable for a key: only upper-cased, so keys that differ in case share it.
    package static func name(kind: EntryKind, key: String, team: String? = nil) -> String? {
        let prefix: String
        switch kind {
        case .connection: prefix = "AIRFLOW_CONN_"
        case .variable: prefix = "AIRFLOW_VAR_"
        case .config: return nil
        }
        guard let team else { return prefix + key.uppercased() }
        return prefix + "_" + team.uppercased() + "___" + key.uppercased()
    }

    /// The connection, nil where none is set.
    ///
    /// Blanks around the text are dropped, then a text that begins with `{` is read as JSON and every other one as a URI.
    /// An empty text counts as unset, a blank one is an error.
    package func connection(_ id: String, team: String? = nil) throws(AirflowModelError) -> ConnectionFields? {
        guard let text = value(kind: .connection, key: id, team: team), !text.isEmpty else { return nil }
        let stripped = PythonText.stripped(text)
        switch stripped.utf8.first {
        case nil: throw AirflowModelError(.blankText, "read the connection")
        case UInt8(ascii: "{"): return try ConnectionJSON.parse(stripped, rules: rules)
        default: return ConnectionFields(try ConnectionURI.parse(stripped, rules: rules))
        }
    }

    /// The variable, character for character; nil where it is not set.
    package func variable(_ key: String, team: String? = nil) -> Secret? {
        value(kind: .variable, key: key, team: team).map { Secret($0) }
    }

    /// A team's variable if it is set to anything but the empty text, else the shared one.
    ///
    /// In multi-team mode keys that
    /// could name a team's variable are refused.
    private func value(kind: EntryKind, key: String, team: String?) -> String? {
        if multiTeam && key.containsBytes(of: "___") { return nil }
        if let team, !team.isEmpty, let name = Self.name(kind: kind, key: key, team: team) {
            if let value = variables[name], !value.isEmpty { return value }
        }
        return Self.name(kind: kind, key: key).flatMap { variables[$0] }
    }
}
