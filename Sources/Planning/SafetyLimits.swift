/// How much one apply may delete or update before it asks for an explicit `--force`.
package struct SafetyLimits: Hashable, Sendable, Codable {
    /// A share of the environment's recorded items, or a number of items.
    package enum Limit: Hashable, Sendable {
        case share(percent: Int)
        case count(Int)
    }

    package var delete: Limit
    package var update: Limit

    /// Shares hold only from this many recorded items on: in a small ledger every share is a large one. Counts always hold.
    package var from: Int

    package init(delete: Limit = .share(percent: 30), update: Limit = .share(percent: 30), from: Int = 10) {
        self.delete = delete
        self.update = update
        self.from = from
    }
}

extension SafetyLimits.Limit: Codable, CustomStringConvertible {
    /// Reads `30%` or `5`; nil for anything else.
    package init?(_ text: String) {
        let digits = text.hasSuffix("%") ? text.dropLast() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(digits) else {
            return nil
        }
        self = text.hasSuffix("%") ? .share(percent: number) : .count(number)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let limit = Self(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a limit is a share like 30% or a count")
        }
        self = limit
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    package var description: String {
        switch self {
        case .share(let percent): "\(percent)%"
        case .count(let count): "\(count)"
        }
    }

    /// Whether so many items out of so many recorded ones are more than allowed; exactly the limit is allowed.
    func isExceeded(by count: Int, of total: Int) -> Bool {
        switch self {
        case .share(let percent): Double(count) * 100 > Double(percent) * Double(total)
        case .count(let limit): count > limit
        }
    }
}

/// A limit that a plan exceeds.
package struct LimitBreach: Hashable, Sendable, Codable {
    package enum Kind: String, Codable, Sendable {
        case delete, update
    }

    package var kind: Kind
    package var count: Int
    package var recorded: Int
    package var limit: SafetyLimits.Limit

    /// The figures in words, without the way out.
    package var message: String {
        let verb = kind == .delete ? "deletes" : "updates"
        let bound =
            switch limit {
            case .share(let percent): "\(percent) %"
            case .count(let count): "\(count)"
            }
        return "the plan \(verb) \(count) of \(recorded) recorded items, limit \(bound)"
    }

    /// The flag that lifts the limit.
    package var hint: String { "check the plan, then use --force to apply it anyway" }
}

extension SafetyLimits {
    /// Which limits these changes exceed; overwrites count as updates, also where they create an item again.
    func breaches(by changes: [PlannedChange], recorded: Int) -> [LimitBreach] {
        let deletes = changes.count { $0.action == .delete }
        let updates = changes.count { $0.action == .update || ($0.action == .create && $0.isOverwrite) }
        return [(LimitBreach.Kind.delete, deletes, delete), (.update, updates, update)].compactMap {
            kind, count, limit in
            if case .share = limit, recorded < from { return nil }
            guard limit.isExceeded(by: count, of: recorded) else { return nil }
            return LimitBreach(kind: kind, count: count, recorded: recorded, limit: limit)
        }
    }
}
