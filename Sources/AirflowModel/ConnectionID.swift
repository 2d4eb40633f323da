import SyncModel

/// Which connection ids Airflow takes, and which of them are safe everywhere.
package enum ConnectionID {
    /// The id as Airflow's constructor keeps it; nil where it silently becomes null.
    ///
    /// Up to 250 word characters and `# ! ( ) - . : / \`. Airflow 3 counts letters of every script as word characters
    /// and drops one line break at the end; Airflow 2 does neither.
    package static func sanitized(_ id: String, rules: AirflowRules = .current) -> String? {
        guard id.unicodeScalars.count <= 250 else { return nil }
        let isUnicode = rules.allowsUnicodeInConnectionID
        let kept = isUnicode ? withoutFinalLineFeed(id) : id
        guard !kept.isEmpty else { return nil }
        let isValid = kept.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "#", "!", "(", ")", "-", ".", ":", "/", "\\": true
            default: isUnicode ? PythonText.isWordCharacter(scalar) : PythonText.isASCIIWordCharacter(scalar)
            }
        }
        return isValid ? kept : nil
    }

    /// Whether the id works everywhere: 1 to 200 of `A-Z a-z 0-9 _ . -` without two dots in a row.
    package static func isPortable(_ id: String) -> Bool {
        (1...200).contains(id.utf8.count) && !id.containsBytes(of: "..")
            && id.unicodeScalars.allSatisfy { $0 == "." || $0 == "-" || PythonText.isASCIIWordCharacter($0) }
    }

    /// Python's `$` also matches before a line feed at the end.
    private static func withoutFinalLineFeed(_ id: String) -> String {
        guard id.unicodeScalars.last == "\n" else { return id }
        return String(id.unicodeScalars.dropLast())
    }
}
