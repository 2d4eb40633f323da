package import SyncModel

/// What the backend does when Airflow asks for a key.
package struct Lookup: Sendable, Hashable {
    /// The paths that are asked in order, until one has a value; spelled as the backend spells them.
    package let asked: [String]

    /// Why the backend refuses the key without asking, if it does.
    package let refused: String?
}

extension NamingConvention {
    /// The requests for a key, by a caller of a team or without one.
    ///
    /// Anything but a value counts as «not there» and leads to the next path: a refused read of a team's entry quietly
    /// gives the shared one. Config options never belong to a team. A key is refused even where its kind is disabled.
    package func lookup(kind: EntryKind, key: String, team: String? = nil) -> Lookup {
        if kind != .config, let reason = refusal(of: key, team: team) { return Lookup(asked: [], refused: reason) }
        guard let base = base(of: kind) else { return Lookup(asked: [], refused: nil) }
        if kind == .config { return Lookup(asked: [base + sep + key], refused: nil) }
        var asked: [String] = []
        if isMultiTeam && useTeamSecretsPath, let team { asked.append(base + sep + team + sep + key) }
        asked.append(base + sep + (globalPart.map { $0 + sep } ?? "") + key)
        return Lookup(asked: asked, refused: nil)
    }

    /// Why a key is refused: with the separator in it, it could name another team's entry.
    ///
    /// Provider 0.3.2 refuses them to every caller who could
    /// reach a team's folder, 0.3.1 only to callers of a team, older ones to nobody.
    private func refusal(of key: String, team: String?) -> String? {
        guard isMultiTeam, useTeamSecretsPath, providerVersion.isAtLeast(0, 3, 1), key.containsBytes(of: sep) else {
            return nil
        }
        let reachesTeams = providerVersion.isAtLeast(0, 3, 2) && globalPart == nil
        guard team != nil || reachesTeams else { return nil }
        return "the key contains the separator, so it could name another team's entry"
    }
}

extension NamingConvention {
    /// The one path where an entry is kept.
    ///
    /// Stricter than the backend: a key that the newest provider would refuse is refused for all of them, and so is
    /// every path that Akeyless may spell differently from what the backend asks for.
    /// - Throws: `kindDisabled`, `unusablePath`, `emptyKey`, `unusableTeam` or `keyOutsideNamespace`.
    package func path(for id: EntryID) throws(AirflowModelError) -> ItemPath {
        let prefix = try prefix(kind: id.kind, team: id.team)
        guard !id.key.isEmpty else { throw AirflowModelError(.emptyKey, "name the item", id.kind.folder) }
        let sharesFolderWithTeams = id.team != nil || globalPart == nil
        if id.kind != .config && multiTeam && useTeamSecretsPath && sharesFolderWithTeams
            && id.key.containsBytes(of: sep)
        {
            throw AirflowModelError(.keyOutsideNamespace, "name the item", id.kind.folder)
        }
        guard Self.isUsable(prefix + id.key) else {
            throw AirflowModelError(.unusablePath, "name the item", id.kind.folder)
        }
        return ItemPath(prefix + id.key)
    }

    /// What every item of a kind and team begins with.
    private func prefix(kind: EntryKind, team: String?) throws(AirflowModelError) -> String {
        guard let base = base(of: kind) else { throw AirflowModelError(.kindDisabled, "name the item", kind.folder) }
        guard let team else { return base + sep + (kind == .config ? "" : globalPart.map { $0 + sep } ?? "") }
        let isUsable = multiTeam && useTeamSecretsPath && kind != .config
        guard isUsable, Self.isUsableTeam(team, sep: sep), !isGlobalPart(team) else {
            throw AirflowModelError(.unusableTeam, "name the item", kind.folder)
        }
        return base + sep + team + sep
    }

    func isGlobalPart(_ team: String) -> Bool {
        globalPart.map { sameCodePoints($0, team) } ?? false
    }

    static func isUsableTeam(_ team: String, sep: String) -> Bool {
        !team.isEmpty && !team.utf8.contains(UInt8(ascii: "/")) && !team.containsBytes(of: sep)
    }

    /// Whether a path begins with a slash and has no empty, `.` or `..` part, which the service may resolve or drop.
    static func isUsable(_ path: String) -> Bool {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0].isEmpty else { return false }
        return parts.dropFirst().allSatisfy {
            !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8)
        }
    }
}
