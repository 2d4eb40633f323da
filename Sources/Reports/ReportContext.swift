package import SyncModel

/// What a report says about the run beside its items.
package struct ReportContext: Sendable {
    package var environment: String
    package var project: String
    package var planID: String?
    package var diagnostics: [Diagnostic]
    package var stats: ReportStats

    /// Also name what is unchanged and what is not ours.
    package var isVerbose: Bool

    /// Name what is not ours, as a comparison of two environments must.
    package var namesUnmanaged = false

    /// Literals of the declarations to show at a terminal, by path and field; empty unless the user asked for them.
    package var literals: [ItemPath: [String: String]]

    package init(
        environment: String, project: String, planID: String? = nil, diagnostics: [Diagnostic] = [],
        stats: ReportStats = ReportStats(), isVerbose: Bool = false, literals: [ItemPath: [String: String]] = [:]
    ) {
        self.environment = environment
        self.project = project
        self.planID = planID
        self.diagnostics = diagnostics
        self.stats = stats
        self.isVerbose = isVerbose
        self.literals = literals
    }
}

/// What a run cost.
package struct ReportStats: Hashable, Sendable, Encodable {
    /// Requests by the name of the command they called.
    package var requests: [String: Int]

    /// How many managed values were read.
    package var valuesRead: Int
    package var seconds: Double

    package init(requests: [String: Int] = [:], valuesRead: Int = 0, seconds: Double = 0) {
        self.requests = requests
        self.valuesRead = valuesRead
        self.seconds = seconds
    }

    package static func += (sum: inout ReportStats, other: ReportStats) {
        sum.requests.merge(other.requests, uniquingKeysWith: +)
        sum.valuesRead += other.valuesRead
        sum.seconds += other.seconds
    }

    private enum CodingKeys: String, CodingKey {
        case requests, seconds
        case valuesRead = "values_read"
    }

    /// The costs in words.
    var text: ReportText {
        let total = requests.values.reduce(0, +)
        let tenths = Int((max(0, min(seconds, 1e9)) * 10).rounded())
        return ReportText(
            ours: "\(counted(total, "request")), \(counted(valuesRead, "value")) read, \(tenths / 10).\(tenths % 10) s")
    }
}

extension ReportContext {
    /// The facts under a title.
    func facts(revision: String? = nil) -> [ReportText] {
        var facts: [ReportText] = ["project \(project)"]
        if let planID { facts.append("plan \(planID)") }
        if let revision { facts.append("ledger revision \(revision)") }
        if !stats.requests.isEmpty { facts.append(stats.text) }
        return facts
    }

    var diagnosticNotices: [ReportNotice] {
        (isVerbose ? diagnostics : diagnostics.folded()).map { diagnostic in
            ReportNotice(
                diagnostic.severity == .error ? .error : diagnostic.severity == .warning ? .warning : .note,
                "\(diagnostic.message) [\(ours: diagnostic.code)]",
                hint: diagnostic.hint.map(ReportText.init(outside:)),
                place: diagnostic.location.map { ReportText(outside: $0.description) })
        }
    }

    /// A name for a hidden marker: letters, digits, dots and single hyphens, whatever the environment is called.
    func marker(_ command: String) -> String {
        let name = environment.utf8.prefix(64).map { byte -> String in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."):
                String(UnicodeScalar(byte))
            default: "_" + hexadecimal([byte])
            }
        }
        return "lockstep:\(command):\(name.joined())"
    }
}
