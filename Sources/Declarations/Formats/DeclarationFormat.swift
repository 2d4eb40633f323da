/// The file types that Airflow's own readers accept.
package enum DeclarationFormat: Sendable, Hashable {
    case json, yaml, env

    /// Decides by the last suffix, whatever its case; a file called just `.env` has none (Airflow 3.1).
    package init?(fileName: some StringProtocol) {
        let name = fileName.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
        switch name[dot...].lowercased() {
        case ".json": self = .json
        case ".yaml", ".yml": self = .yaml
        case ".env": self = .env
        default: return nil
        }
    }
}
