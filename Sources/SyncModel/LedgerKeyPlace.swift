/// Where the ledger's key is in Akeyless unless the settings name another place: `<parent>/lockstep/<project>/ledger-key`.
package enum LedgerKeyPlace {
    private static let folder = "lockstep"
    private static let name = "ledger-key"
    private static let nextSuffix = "-next"

    package static func path(below parent: String, projectID: String) -> String {
        "\(parent)/\(folder)/\(projectID)/\(name)"
    }

    /// Where a new key waits until the ledger is written under it.
    package static func next(of path: String) -> String { path + nextSuffix }

    /// Whether the key of any project would have this place; letter case plays no part.
    package static func holds(_ path: String) -> Bool {
        let parts = path.lowercased().pathParts().suffix(3)
        return parts.count == 3 && parts.first == folder && [name, next(of: name)].contains(parts.last)
    }
}
