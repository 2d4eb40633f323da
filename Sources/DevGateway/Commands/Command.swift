/// One command of the API: its name, how its failures are worded and what it does.
struct Command: Sendable {
    enum Action: Sendable {
        /// A command of a logged-in caller on the store; one that writes is a single transaction.
        case stored(writes: Bool, @Sendable (CommandRequest) throws -> Outcome)
        /// A command that proves who the caller is, or needs no proof.
        case open(@Sendable (OpenRequest) async throws -> Outcome)
    }

    let name: String
    let purpose: CommandPurpose
    let action: Action

    /// Whether the request log keeps a line for each call.
    var isWrite: Bool {
        guard case .stored(let writes, _) = action else { return false }
        return writes
    }

    static func reading(
        _ name: String, _ outer: String, _ inner: String, _ body: @escaping @Sendable (CommandRequest) throws -> Outcome
    ) -> Command {
        Command(
            name: name, purpose: CommandPurpose(outer: outer, inner: inner), action: .stored(writes: false, body))
    }

    static func writing(
        _ name: String, _ outer: String, _ inner: String, _ body: @escaping @Sendable (CommandRequest) throws -> Outcome
    ) -> Command {
        Command(name: name, purpose: CommandPurpose(outer: outer, inner: inner), action: .stored(writes: true, body))
    }

    static func open(
        _ name: String, _ outer: String, _ inner: String,
        _ body: @escaping @Sendable (OpenRequest) async throws -> Outcome
    ) -> Command {
        Command(name: name, purpose: CommandPurpose(outer: outer, inner: inner), action: .open(body))
    }

    /// Every command the gateway serves, by name.
    static let table: [String: Command] = {
        let all =
            sessionCommands + valueCommands + itemCommands + listingCommands + deletionCommands + folderCommands
            + providedSecretCommands
        return Dictionary(all.map { ($0.name, $0) }) { first, _ in first }
    }()
}

/// What a command answers.
struct Outcome: Sendable {
    var status = 200
    var body: JSON

    init(_ body: JSON, status: Int = 200) {
        self.body = body
        self.status = status
    }
}

/// A login or another call without a session.
struct OpenRequest: Sendable {
    let arguments: Arguments
    let gateway: Gateway
    let now: Int
}

/// A call of a logged-in caller, valid inside the store only.
struct CommandRequest {
    let arguments: Arguments
    let caller: Caller
    let tables: Tables
    let configuration: GatewayConfiguration
    let now: Int

    var guesses: ServiceGuesses { configuration.guesses }

    /// The canonical form of the item name in an argument.
    func itemName(_ parameter: String = "name") throws -> String {
        let name = ItemName.canonical(try arguments.requiredText(parameter))
        guard name != "/" else { throw Refusal.missing(parameter) }
        return name
    }

    /// The item of that name, once the caller is known to be allowed to see it.
    func item(named name: String, for capability: Capability, or other: Capability? = nil) throws -> Item {
        try caller.require(capability, other ?? capability, on: name)
        guard let item = try tables.item(named: name, caseSensitive: guesses.namesAreCaseSensitive) else {
            throw Refusal.notFound(name)
        }
        return item
    }

    /// Refuses names the account's rules forbid.
    func checkNewName(_ name: String) throws {
        let isTooLong = guesses.maximumNameLength.map { name.utf8.count > $0 } ?? false
        let isForbidden = name.contains { guesses.forbiddenNameCharacters.contains($0) }
        if isTooLong || isForbidden { throw Refusal(guesses.nameForbidden) }
        if try tables.item(named: name, caseSensitive: guesses.namesAreCaseSensitive) != nil {
            throw Refusal(guesses.nameTaken, name: name)
        }
    }

    func checkDescription(_ description: String) throws {
        // The limit counts characters of the text, and the text of the refusal is the service's.
        if description.unicodeScalars.count > Limits.description {
            throw Refusal.invalid("item_metadata too long. maximum length is \(Limits.description)")
        }
    }

    /// The description a call asks for; nil leaves it alone.
    func newDescription() throws -> String? {
        for parameter in ["description", "new-metadata", "metadata"] {
            guard let text = try arguments.text(parameter), text != Arguments.unchangedDescription else { continue }
            try checkDescription(text)
            return text
        }
        return nil
    }

    /// The number of versions a call asks an item to keep.
    func newMaximumVersions() throws -> Int? {
        guard let count = try arguments.integer("max-versions"), count != 0 else { return nil }
        guard (1...Limits.maximumVersions).contains(count) else {
            throw Refusal.invalid("max-versions must be between 1 and \(Limits.maximumVersions)")
        }
        return count
    }
}

/// Limits the service documents.
enum Limits {
    /// Bytes of a static secret's value.
    static let value = 16_384
    /// Characters of a description.
    static let description = 1024
    /// Versions one read may return.
    static let versionsPerRead = 20
    /// The largest number of versions an account can configure.
    static let maximumVersions = 300
    /// Bytes of a request body; far above anything a command needs.
    static let body = 8 << 20
}
