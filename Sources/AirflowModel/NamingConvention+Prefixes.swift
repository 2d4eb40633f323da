package import SyncModel

/// What the paths of one kind's entries begin with, shared ones or those of a team.
package struct NamePrefix: Sendable, Hashable {
    package let kind: EntryKind
    package let team: String?
    package let text: String

    /// The Akeyless folder that holds everything with this prefix: what precedes the last slash, without it.
    package var folder: String {
        let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) ?? text.startIndex
        return slash == text.startIndex ? "/" : String(text[..<slash])
    }
}

/// Why settings cannot be used as they are.
package struct NamingProblem: Sendable, Hashable {
    package enum Code: String, Sendable, CaseIterable {
        case unusableBase = "unusable-base-path"
        case equalPrefixes = "equal-prefixes"
        case ambiguousPrefixes = "ambiguous-prefixes"
        case unusableTeam = "unusable-team"
    }

    package let code: Code
    package let message: String
}

extension NamingConvention {
    /// The prefixes of all kinds that are not disabled, shared ones first.
    package func prefixes(teams: [String] = []) -> [NamePrefix] {
        EntryKind.allCases.flatMap { kind -> [NamePrefix] in
            guard let base = base(of: kind) else { return [] }
            let global = kind == .config ? "" : globalPart.map { $0 + sep } ?? ""
            let shared = NamePrefix(kind: kind, team: nil, text: base + sep + global)
            guard multiTeam && useTeamSecretsPath && kind != .config else { return [shared] }
            return [shared] + teams.map { NamePrefix(kind: kind, team: $0, text: base + sep + $0 + sep) }
        }
    }

    /// The entry that a present item is, by the longest prefix; nil for items that Airflow cannot reach by any key.
    package func identify(_ path: ItemPath, teams: [String] = []) -> EntryID? {
        identify(path, among: prefixes(teams: teams))
    }

    /// The same with prefixes that were computed before, for many paths.
    package func identify(_ path: ItemPath, among prefixes: [NamePrefix]) -> EntryID? {
        var longest: (prefix: NamePrefix, key: String)?
        for prefix in prefixes {
            guard let key = path.rawValue.dropping(prefix: prefix.text) else { continue }
            if let found = longest, found.prefix.text.utf8.count >= prefix.text.utf8.count { continue }
            longest = (prefix, key)
        }
        guard let (prefix, key) = longest else { return nil }
        let id = EntryID(kind: prefix.kind, team: prefix.team, key: key)
        guard let own = try? self.path(for: id), sameCodePoints(own.rawValue, path.rawValue) else { return nil }
        return id
    }

    /// What makes the settings unusable for these teams: bases without a leading slash, names that two kinds or teams
    /// would share.
    package func problems(teams: [String] = []) -> [NamingProblem] {
        let prefixes = prefixes(teams: teams.filter { Self.isUsableTeam($0, sep: sep) })
        var problems = teams.filter { !Self.isUsableTeam($0, sep: sep) }.map { team in
            NamingProblem(
                code: .unusableTeam, message: "the team name \(escapedForTerminal(team)) is empty or holds a separator")
        }
        for prefix in prefixes where !Self.isUsable(prefix.text + "x") {
            problems.append(
                NamingProblem(
                    code: .unusableBase,
                    message: "\(prefix.title) would be named \(escapedForTerminal(prefix.text))…, "
                        + "which Akeyless and the backend may spell differently"))
        }
        for (index, one) in prefixes.enumerated() {
            problems += prefixes[(index + 1)...].compactMap { Self.clash(one, $0) }
        }
        return problems
    }

    /// Whether two environments on one gateway would share item names.
    package func overlaps(_ other: NamingConvention, teams: [String] = [], otherTeams: [String] = []) -> Bool {
        let others = other.prefixes(teams: otherTeams)
        return prefixes(teams: teams).contains { own in
            others.contains { own.text.dropping(prefix: $0.text) != nil || $0.text.dropping(prefix: own.text) != nil }
        }
    }

    /// A team's folder inside the shared one of its kind is no clash, since keys with the separator are refused.
    private static func clash(_ a: NamePrefix, _ b: NamePrefix) -> NamingProblem? {
        let titles = "\(a.title) and \(b.title)"
        if sameCodePoints(a.text, b.text) {
            return NamingProblem(code: .equalPrefixes, message: "\(titles) have the same names")
        }
        guard a.text.dropping(prefix: b.text) != nil || b.text.dropping(prefix: a.text) != nil else { return nil }
        if a.kind == b.kind && (a.team == nil) != (b.team == nil) { return nil }
        return NamingProblem(code: .ambiguousPrefixes, message: "the names of \(titles) cannot be told apart")
    }
}

extension NamePrefix {
    fileprivate var title: String {
        guard let team else { return "shared \(kind.folder)" }
        return "\(kind.folder) of team \(escapedForTerminal(team))"
    }
}
