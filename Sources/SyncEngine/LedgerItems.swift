import AkeylessClient
import FoundationEssentials
import Planning
import SyncModel

/// The two items beside the entries: the ledger's key, and the head that names the newest ledger commit.
struct LedgerItems: Sendable {
    let client: AkeylessClient
    let location: LedgerLocation

    /// The environment whose head this is.
    let environment: String

    let tag: String

    /// The key itself where the project gives it as a reference; it is then not kept in Akeyless.
    let givenKey: FingerprintKey?

    /// The code of the failure to understand the head.
    static let brokenHead = "ledger-head-broken"

    static let keyDescription = "Key of the Lockstep ledger: fingerprints and seals are made with it"

    struct State: Sendable {
        var key: FingerprintKey?

        /// Whether there is an item in the key's place that holds no key.
        var isKeyBroken = false
        var head: LedgerHead?
    }

    /// Reads both in one batch.
    ///
    /// - Throws: ``EngineFailure`` `ledger-key-denied` (9) or `ledger-head-broken` (1), or why Akeyless did not answer.
    func read() async throws -> State {
        let answers = await client.secretValues(at: [location.keyPath, location.headPath])
        // Whoever was interrupted has no trouble with the gateway.
        try Task.checkCancellation()
        var state = State(key: givenKey)
        if givenKey == nil, let text = try text(answers, at: location.keyPath, what: "the ledger key") {
            state.key = FingerprintKey(storedText: text)
            state.isKeyBroken = state.key == nil
        }
        if let text = try text(answers, at: location.headPath, what: "the ledger's head") {
            state.head = try head(text)
        }
        return state
    }

    /// Reads the head; one that cannot be understood is not taken for none, which the next apply would write anew.
    private func head(_ text: Secret) throws -> LedgerHead {
        let head = try? JSONDecoder().decode(LedgerHead.self, from: Data(text.reveal().utf8))
        if let head, head.format == LedgerHead.format, head.environment == environment { return head }
        let why =
            switch head {
            case nil: "its value is not what Lockstep writes there"
            case let head? where head.format != LedgerHead.format:
                "it has format \(head.format), this version reads format \(LedgerHead.format)"
            case _?: "it is the head of another environment"
            }
        throw EngineFailure(
            .failed, code: Self.brokenHead,
            "the item \(location.headPath) is not the head of the ledger of \(environment)", causes: [why],
            hints: [
                "use the version of Lockstep that applied last, or put the item's earlier value back",
                "if this clone has the newest ledger, delete the item: the next apply writes it anew",
            ])
    }

    private func text(_ answers: [ItemPath: ValueReading], at path: ItemPath, what: String) throws -> Secret? {
        switch answers[path] {
        case .value(let text)?: return text
        case .absent?, nil: return nil
        case .denied(let error)?:
            // With a token that came without a login, the token itself may be what is refused.
            let token = error.login.map { "the token of the login \($0) is not valid, or there is " } ?? ""
            throw EngineFailure(
                .accessDenied, code: "ledger-key-denied", "\(token)no right to read \(what) at \(path)",
                causes: [error.description],
                hints: (error.login.map(LoginAdvice.whenRefused) ?? []) + [
                    "give this access id the rights read, create and update on \(folder)*"
                ])
        case .failed(let error)?: throw error
        }
    }

    private var folder: String { location.keyPath.rawValue.enclosingFolder }

    /// Stores a new key; if another run was faster, its key is the answer.
    func create(_ key: FingerprintKey) async throws -> FingerprintKey {
        var secret = NewSecret(name: location.keyPath.rawValue, value: key.storedText)
        secret.description = Self.keyDescription
        secret.tags = [tag]
        do {
            try await client.createSecret(secret)
            return key
        } catch let error as AkeylessError where error.kind == .alreadyExists || error.kind == .lostAnswer {
            guard let winner = try await read().key else { throw error }
            return winner
        }
    }

    /// Names the newest ledger commit.
    func write(_ head: LedgerHead, isNew: Bool) async throws {
        try await put(
            Secret(try head.text()), at: location.headPath, description: "Newest commit of the Lockstep ledger",
            keepsPrevious: false, isNew: isNew)
    }

    /// Writes one of the ledger's own items, whether it is there or not; an answer that was lost is asked for again.
    func put(
        _ text: Secret, at path: ItemPath, description: String, keepsPrevious: Bool, isNew: Bool
    ) async throws {
        func write(isNew: Bool) async throws {
            guard isNew else {
                return try await client.updateSecretValue(
                    path.rawValue, value: text, keepPreviousVersion: keepsPrevious)
            }
            var secret = NewSecret(name: path.rawValue, value: text)
            secret.description = description
            secret.tags = [tag]
            try await client.createSecret(secret)
        }
        do {
            try await write(isNew: isNew)
        } catch let error as AkeylessError where error.kind == .alreadyExists {
            try await write(isNew: false)
        } catch let error as AkeylessError where error.kind == .notFound {
            try await write(isNew: true)
        } catch let error as AkeylessError where error.kind == .lostAnswer {
            let present = try await value(at: path)
            if present?.reveal() != text.reveal() { try await write(isNew: present == nil) }
        }
    }

    /// The text of one of the ledger's own items; nil where there is none.
    func value(at path: ItemPath) async throws -> Secret? {
        try text(await client.secretValues(at: [path]), at: path, what: "the ledger's item")
    }
}

/// What the head item says.
struct LedgerHead: Codable, Hashable, Sendable {
    /// The only format that this version reads and writes.
    static let format = 1

    var format = Self.format
    var environment: String

    /// The ledger commit.
    var revision: String

    /// How many items that commit records.
    var items: Int

    /// Seconds since 1970, by the clock of the run that wrote it.
    var time: Int64

    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
