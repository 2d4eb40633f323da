package import AirflowModel

/// The file types that Airflow's own readers accept.
package enum DeclarationFormat: Sendable, Hashable {
    case json, yaml, env

    /// Decides by the last suffix, whatever its case; a file called just `.env` has none from Airflow 3.1 on.
    package init?(fileName: some StringProtocol, rules: AirflowRules = .current) {
        let name = fileName.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex || rules.readsBareEnvFile else { return nil }
        switch name[dot...].lowercased() {
        case ".json": self = .json
        case ".yaml", ".yml": self = .yaml
        case ".env": self = .env
        default: return nil
        }
    }
}
