package import AirflowModel
package import SyncModel

/// Where the value of a setting came from.
package enum SettingOrigin: Hashable, Sendable, CustomStringConvertible {
    /// Which of two settings that exclude each other counts, the weakest first.
    package enum Strength: Sendable, Comparable {
        case standard
        /// What was found outside of Lockstep's own settings and fills what they leave open.
        case fallback
        case airflowConfig
        case projectFile
        case environmentSection
        case variable
        case flag
    }

    case flag(String)
    case variable(String)
    case environmentSection(SourceLocation)
    case projectFile(SourceLocation)
    case airflowConfig(SourceLocation)
    case connection(id: String, place: String, isFromRepository: Bool)
    case profile(String, file: String)
    case standard

    package var description: String {
        switch self {
        case .flag(let name): "flag \(name)"
        case .variable(let name): "variable \(name)"
        case .environmentSection(let location): "environment section, \(location)"
        case .projectFile(let location): "\(location)"
        case .airflowConfig(let location): "airflow.cfg, \(location)"
        case .connection(let id, let place, _): "connection \(id), \(place)"
        case .profile(let name, let file): "profile \(name), \(file)"
        case .standard: "default"
        }
    }

    package var strength: Strength {
        switch self {
        case .flag: .flag
        case .variable: .variable
        case .environmentSection: .environmentSection
        case .projectFile: .projectFile
        case .airflowConfig: .airflowConfig
        case .connection, .profile: .fallback
        case .standard: .standard
        }
    }

    /// Whether a commit can change it; credentials follow only what no pull request can set.
    package var isFromRepository: Bool {
        switch self {
        case .environmentSection, .projectFile, .airflowConfig: true
        case .connection(_, _, let isFromRepository): isFromRepository
        case .flag, .variable, .profile, .standard: false
        }
    }
}

/// All settings of one run in one environment, each with its origin.
package struct Settings: Sendable {
    /// One setting as it was decided.
    package struct Resolved: Sendable {
        package var value: SettingValue?
        package var origin: SettingOrigin

        package init(value: SettingValue?, origin: SettingOrigin) {
            self.value = value
            self.origin = origin
        }
    }

    package var environment: String
    package internal(set) var values: [SettingKey: Resolved]
    package var checks = CheckSeverities()
    package var drift = DriftRules()

    package subscript(key: SettingKey) -> SettingValue? { values[key]?.value }

    package func origin(of key: SettingKey) -> SettingOrigin { values[key]?.origin ?? .standard }

    package func text(_ key: SettingKey) -> String? {
        guard case .text(let text)? = self[key] else { return nil }
        return text
    }

    package func secret(_ key: SettingKey) -> Secret? {
        guard case .secret(let secret)? = self[key] else { return nil }
        return secret
    }

    package func bool(_ key: SettingKey) -> Bool { self[key] == .bool(true) }

    package func count(_ key: SettingKey) -> Int {
        guard case .count(let count)? = self[key] else { return 0 }
        return count
    }

    package func share(_ key: SettingKey) -> Share {
        guard case .share(let share)? = self[key] else { return .count(0) }
        return share
    }

    /// Nil where the list is not set at all, which can mean something else than an empty one.
    package func list(_ key: SettingKey) -> [String]? {
        guard case .list(let items)? = self[key] else { return nil }
        return items
    }
}

extension Settings {
    /// Where Airflow's backend looks for entries.
    package var naming: NamingConvention {
        NamingConvention(
            connectionsPath: text(.connectionsPath), variablesPath: text(.variablesPath), configPath: text(.configPath),
            sep: text(.separator) ?? "/", multiTeam: bool(.multiTeam), useTeamSecretsPath: bool(.useTeamSecretsPath),
            globalSecretsPath: text(.globalSecretsPath),
            providerVersion: text(.providerVersion).flatMap { ReleaseVersion($0) } ?? NamingConvention.currentProvider,
            airflow: rules)
    }

    /// How the configured Airflow release reads texts.
    package var rules: AirflowRules { text(.airflowVersion).flatMap { AirflowRules($0) } ?? .current }

    /// How variables and config options are stored.
    package var encoding: TextEncoding { text(.encoding) == "wrapped" ? .wrapped : .auto }

    package var ledgerBranch: String { text(.ledgerBranch) ?? Self.usualLedgerBranch(of: environment) }

    /// The branch of an environment's ledger where nothing else is said.
    package static func usualLedgerBranch(of environment: String) -> String { "lockstep/\(environment)" }

    /// What references in declarations may read.
    package var referenceLimits: ReferenceLimits {
        ReferenceLimits(
            environmentNames: list(.envAllow), akeylessPaths: list(.akeylessAllow) ?? [], execFile: text(.execFile))
    }

    /// Whether the access id of the login may be printed and recorded: what a reference in the repository gave could be
    /// any secret, unless it has the form of an access id.
    package func mayShow(accessID: String) -> Bool {
        if Self.isAccessID(accessID) { return true }
        guard let resolved = values[.authAccessID], resolved.origin.isFromRepository else { return true }
        return switch resolved.value {
        case .secret(let secret): !secret.isReference
        case .given: false
        default: true
        }
    }

    /// Whether a text has the form that Akeyless gives to its access ids.
    package static func isAccessID(_ text: String) -> Bool {
        guard let rest = text.dropping(prefix: "p-") else { return false }
        return !rest.isEmpty && rest.utf8.allSatisfy { isDigit($0) || isLetter($0) }
    }

    /// Every setting for `lockstep config`, secrets redacted.
    package var report: [(key: SettingKey, value: String?, origin: SettingOrigin, summary: String)] {
        SettingDefinition.all.map { row in
            let resolved = values[row.key]
            return (row.key, resolved?.value?.display, resolved?.origin ?? .standard, row.summary)
        }
    }
}
