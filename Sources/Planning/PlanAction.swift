/// What a plan says about one item.
///
/// The raw values are the names users meet in summaries, JSON and commit messages.
package enum PlanAction: String, Codable, CaseIterable, Sendable {
    case create, update, delete, adopt, forget, refresh, unchanged, drift, conflict, orphan, held, excluded, unknown
    case unmanaged, error

    /// An item leaves the trash for ever; only a plan that may delete has it, and only where something is due.
    case purge

    /// The sign in front of the item in a report for people; a space where there is nothing to say.
    package var symbol: String {
        switch self {
        case .create: "+"
        case .update: "~"
        case .delete, .purge: "-"
        case .adopt, .forget, .refresh: "="
        case .drift, .conflict, .error: "!"
        case .orphan: "?"
        case .unknown: "*"
        case .excluded: "#"
        case .held: "^"
        case .unchanged, .unmanaged: " "
        }
    }

    /// Whether an apply calls Akeyless to change something.
    package var isWrite: Bool {
        switch self {
        case .create, .update, .delete, .purge: true
        default: false
        }
    }

    /// Whether an apply has something to do; a refresh alone is not worth a commit and rides along with the next one.
    package var isPending: Bool {
        isWrite || self == .adopt || self == .forget
    }

    /// Whether an apply records something about the item.
    package var isRecorded: Bool {
        isPending || self == .refresh
    }

    /// Whether an apply stops before the first write because of it, unless told to leave such items.
    package var stopsApply: Bool {
        self == .conflict || self == .error
    }

    /// Whether the answer depends on nothing a reviewer decides, so that two plans may differ in it and still be equal.
    package var isImmaterial: Bool {
        switch self {
        case .unchanged, .refresh, .unmanaged, .excluded: true
        default: false
        }
    }
}
