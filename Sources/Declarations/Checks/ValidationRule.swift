import AirflowModel
package import SyncModel

/// One line of the list of everything that `validate` looks for.
package struct ValidationRule: Sendable, Hashable {
    package var id: String
    package var severity: Diagnostic.Severity

    /// Whether `checks:` in the project file sets the severity.
    package var isConfigurable: Bool
    package var reason: String

    /// Every rule: the checks, then what is refused, then what keeps files and settings from being read.
    package static let all = checks + refusals + reading + prefixes

    private static let checks = Check.allCases.map {
        ValidationRule(id: $0.rawValue, severity: $0.defaultSeverity, isConfigurable: true, reason: $0.reason)
    }

    private static let refusals = Refusal.allCases.map {
        ValidationRule(id: $0.rawValue, severity: .error, isConfigurable: false, reason: $0.reason)
    }

    private static let reading = ReadingRule.allCases.map {
        ValidationRule(id: $0.rawValue, severity: $0.severity, isConfigurable: false, reason: $0.reason)
    }

    private static let prefixes = NamingProblem.Code.allCases.map {
        ValidationRule(id: $0.rawValue, severity: .error, isConfigurable: false, reason: $0.reason)
    }
}

extension NamingProblem.Code {
    /// Why the prefixes of a project are refused, in one sentence.
    fileprivate var reason: String {
        switch self {
        case .unusableBase:
            "A prefix has no leading slash or an empty, `.` or `..` part, which Akeyless may spell differently."
        case .equalPrefixes: "Two kinds of entries have the same prefix, so no item could be told apart."
        case .ambiguousPrefixes: "An item below one prefix could belong to another one as well."
        case .unusableTeam: "The team's name is empty or holds a separator."
        }
    }
}
