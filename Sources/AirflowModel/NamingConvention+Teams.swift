package import SyncModel

extension NamingConvention {
    /// The teams whose entries are among some items, sorted.
    ///
    /// In multi-team mode a key holds no separator, so a name of two parts below a base can only be a team's.
    package func teams(in paths: some Sequence<ItemPath>) -> [String] {
        guard multiTeam && useTeamSecretsPath else { return [] }
        let bases = [EntryKind.connection, .variable].compactMap { base(of: $0).map { $0 + sep } }
        var teams: Set<String> = []
        for path in paths {
            for base in bases {
                guard let rest = path.rawValue.dropping(prefix: base), let team = firstPart(of: rest) else { continue }
                if Self.isUsableTeam(team, sep: sep), !isGlobalPart(team) { teams.insert(team) }
            }
        }
        return teams.sorted()
    }

    /// What precedes the separator; nil without one.
    private func firstPart(of text: String) -> String? {
        guard let separator = text.firstBytes(of: sep), separator.upperBound < text.endIndex else { return nil }
        return String(text[..<separator.lowerBound])
    }
}
