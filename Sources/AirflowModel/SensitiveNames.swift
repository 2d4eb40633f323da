import SyncModel

/// The names whose values Airflow masks in its logs.
///
/// Masking goes by name only: nothing is masked because it came from Akeyless. Apart from the names, connection
/// passwords are always masked and texts of fewer than five characters never.
package enum SensitiveNames {
    /// Whether a variable's key, or the name of a member of `extra` at any depth, makes Airflow mask the value.
    package static func isSensitive(_ name: String) -> Bool {
        let normalized = normalized(name)
        return words.contains { normalized.containsBytes(of: $0) }
    }

    /// Lower case, with `_` for every run of other characters than letters, digits and `_`.
    private static func normalized(_ name: String) -> String {
        var result = String.UnicodeScalarView()
        var isGap = false
        for scalar in PythonText.lowercased(PythonText.stripped(name)).unicodeScalars {
            let isWord = PythonText.isWordCharacter(scalar)
            if isWord { result.append(scalar) } else if !isGap { result.append("_") }
            isGap = !isWord
        }
        return String(result)
    }

    /// Airflow 3.3's list; `[core] sensitive_var_conn_names` adds to it.
    private static let words = [
        "access_key", "access_token", "api_key", "apikey", "auth_header", "authorization", "bearer",
        "connection_string",
        "dsn", "keyfile_dict", "passphrase", "passwd", "password", "private_key", "proxies", "proxy", "proxy_password",
        "secret", "service_account", "service_key", "token", "webhook_url",
    ]
}
