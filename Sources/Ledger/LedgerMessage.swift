package import SyncModel

/// Where an apply came from and went to, as the trailers of its commit say it.
package struct LedgerContext: Sendable, Hashable {
    /// The address that the values went to; user information, query and fragment are never kept.
    package var gateway: String?
    package var accessID: String?

    /// The commit whose declarations were applied.
    package var source: String?
    package var plan: String?

    /// The version of the program.
    package var version: String

    package init(
        gateway: String? = nil, accessID: String? = nil, source: String? = nil, plan: String? = nil, version: String
    ) {
        self.gateway = gateway.map(Self.withoutSecrets)
        self.accessID = accessID
        self.source = source
        self.plan = plan
        self.version = version
    }

    /// An address without user information, query and fragment.
    static func withoutSecrets(_ address: String) -> String {
        let bare = address.prefix { $0 != "?" && $0 != "#" }
        guard let scheme = bare.firstRange(of: "://") else { return String(bare.split(separator: "@").last ?? "") }
        let rest = bare[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        return String(bare[..<scheme.upperBound] + host + rest[authority.endIndex...])
    }
}

/// The message of a ledger commit: printed and parsed here and nowhere else.
///
/// ```
/// Apply 2 changes to prod: 1 created, 1 updated
///
/// create /airflow/connections/orders
/// update /airflow/connections/warehouse: host, password
///
/// Lockstep-Environment: prod
/// Lockstep-Outcome: complete
/// Lockstep-Seal: …
/// ```
package struct LedgerMessage: Sendable, Hashable {
    package var subject: String
    package var changes: [LedgerChange]
    package var environment: String
    package var outcome: LedgerOutcome
    package var context: LedgerContext
    package var seal: Fingerprint?

    /// Composes the message of an apply, its subject included.
    package init(changes: [LedgerChange], environment: String, outcome: LedgerOutcome, context: LedgerContext) {
        subject = Self.subject(of: changes, environment: environment, outcome: outcome)
        self.changes = changes
        self.environment = environment
        self.outcome = outcome
        self.context = context
    }

    /// The whole message, with its seal where it has one.
    package var text: String {
        unsealedText + (seal.map { "\(Trailer.seal.rawValue): \($0.hex)\n" } ?? "")
    }

    /// The message up to the seal, which is what the seal is made over.
    package var unsealedText: String {
        let lines = changes.map(Self.line)
        let body = lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n\n"
        let trailers = Trailer.allCases.compactMap { trailer in
            value(of: trailer).map { "\(trailer.rawValue): \(MessageText.line($0))\n" }
        }
        return MessageText.line(subject) + "\n\n" + body + trailers.joined()
    }

    private func value(of trailer: Trailer) -> String? {
        switch trailer {
        case .environment: environment
        case .gateway: context.gateway
        case .accessID: context.accessID
        case .source: context.source
        case .plan: context.plan
        case .outcome: outcome.rawValue
        case .version: context.version
        case .seal: nil
        }
    }

    private static func line(_ change: LedgerChange) -> String {
        let result = change.result == .done ? "" : change.result.rawValue + " "
        let fields = change.fields.isEmpty ? "" : ": " + change.fields.map(MessageText.word).joined(separator: ", ")
        return "\(result)\(change.action.rawValue) \(MessageText.word(change.path.rawValue))\(fields)"
    }

    /// What a person would write: “Apply 3 changes to prod: 1 created, 2 updated”.
    private static func subject(of changes: [LedgerChange], environment: String, outcome: LedgerOutcome) -> String {
        let done = changes.filter { $0.result == .done }
        var counts = LedgerAction.allCases.map { action in
            (done.count { $0.action == action }, action.pastForm)
        }
        counts += [LedgerChangeResult.failed, .notTried].map { result in
            (changes.count { $0.result == result }, result.rawValue)
        }
        let told = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        let total = counted(changes.count, "change")
        let amount = done.count == changes.count ? total : "\(done.count) of \(total)"
        let head =
            switch outcome {
            case .complete, .partial: "Apply \(amount) to \(environment)"
            case .recovered: "Recover \(amount) of \(environment)"
            case .rollback: "Roll back \(amount) of \(environment)"
            case .rekey: "Give the ledger of \(environment) a new key"
            }
        return told.isEmpty ? head : head + ": " + told
    }
}

extension LedgerMessage {
    /// The trailers, in the order in which they are written.
    enum Trailer: String, CaseIterable {
        case environment = "Lockstep-Environment"
        case gateway = "Lockstep-Gateway"
        case accessID = "Lockstep-Access-Id"
        case source = "Lockstep-Source"
        case plan = "Lockstep-Plan"
        case outcome = "Lockstep-Outcome"
        case version = "Lockstep-Version"
        case seal = "Lockstep-Seal"
    }

    /// Reads a message; nil for every text that ``text`` does not give, down to the last byte.
    package init?(parsing text: String) {
        var paragraphs = Self.paragraphs(text)
        guard paragraphs.count == 2 || paragraphs.count == 3, paragraphs[0].count == 1,
            let subject = MessageText.unescaped(paragraphs[0][0]), let trailers = Self.trailers(paragraphs.removeLast())
        else { return nil }
        let changes = paragraphs.count == 2 ? paragraphs[1].map(Self.change) : []
        guard !changes.contains(nil), let environment = trailers[.environment],
            let outcome = trailers[.outcome].flatMap(LedgerOutcome.init(rawValue:)), let version = trailers[.version]
        else { return nil }
        self.subject = subject
        self.changes = changes.compactMap(\.self)
        self.environment = environment
        self.outcome = outcome
        context = LedgerContext(
            gateway: trailers[.gateway], accessID: trailers[.accessID], source: trailers[.source],
            plan: trailers[.plan],
            version: version)
        seal = trailers[.seal].map { Fingerprint(hex: $0) }
        guard self.text.utf8.elementsEqual(text.utf8) else { return nil }
    }

    private static func paragraphs(_ text: String) -> [[Substring]] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .split(separator: "", omittingEmptySubsequences: true).map(Array.init)
    }

    private static func trailers(_ lines: [Substring]) -> [Trailer: String]? {
        var trailers: [Trailer: String] = [:]
        for line in lines {
            guard let colon = line.firstRange(of: ": "),
                let trailer = Trailer(rawValue: String(line[..<colon.lowerBound])),
                let value = MessageText.unescaped(line[colon.upperBound...])
            else { return nil }
            trailers[trailer] = value
        }
        return trailers
    }

    private static func change(_ line: Substring) -> LedgerChange? {
        var rest = line
        let result = [LedgerChangeResult.failed, .notTried].first { rest.hasPrefix($0.rawValue + " ") } ?? .done
        if result != .done { rest = rest.dropFirst(result.rawValue.count + 1) }
        guard let space = rest.firstIndex(of: " "), let action = LedgerAction(rawValue: String(rest[..<space])) else {
            return nil
        }
        let parts = rest[rest.index(after: space)...].split(separator: ": ", maxSplits: 1)
        guard let first = parts.first, let path = MessageText.unescaped(first) else { return nil }
        let fields = parts.count == 1 ? [] : parts[1].split(separator: ", ").map(MessageText.unescaped)
        guard !fields.contains(nil) else { return nil }
        return LedgerChange(action, ItemPath(path), fields: fields.compactMap(\.self), result: result)
    }
}
