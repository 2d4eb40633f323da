package import SyncModel

/// What an apply needs of Akeyless.
///
/// Values never pass through here: an implementation holds the payload of every path it may be asked to write, and
/// answers with fingerprints. Every answer is fresh: no cache of the gateway or of the implementation may serve it.
package protocol SecretStore: Sendable {
    /// Looks these paths up in a fresh listing, and asks by name for those it does not hold.
    ///
    /// - Parameter toCreate: Those of the paths that may be taken for absent because the listing lacks them: to create
    ///   an item that is there after all fails, so nothing can be lost.
    func list(_ paths: Set<ItemPath>, toCreate: Set<ItemPath>) async throws(StoreError) -> StoreListing

    /// Reads what items mean now, each under the rule it is asked with; for variables and config options that includes
    /// the description. A path without an item answers `notFound`.
    func read(_ requests: [ReadRequest]) async -> [ItemPath: Result<EntryFingerprint, StoreError>]

    /// Creates an item with its value, description and tag in one call.
    func create(_ path: ItemPath) async throws(StoreError)

    /// Replaces an item's value. It comes right after a ``read(_:)`` of the same path, from which kept fields are taken.
    func updateValue(_ path: ItemPath) async throws(StoreError)

    /// Replaces the description of a variable or config option.
    func updateDescription(_ path: ItemPath) async throws(StoreError)

    /// Deletes an item with all its versions.
    func delete(_ path: ItemPath) async throws(StoreError)

    /// Deletes an item of the trash for ever, if it still is ours and its days there are over.
    func purge(_ path: ItemPath) async throws(StoreError)
}

extension SecretStore {
    /// Looks these paths up; each that is said to be absent was asked for by name.
    package func list(_ paths: Set<ItemPath>) async throws(StoreError) -> StoreListing {
        try await list(paths, toCreate: [])
    }
}

/// Asks what one item means now.
package struct ReadRequest: Hashable, Sendable {
    package var path: ItemPath
    package var id: EntryID
    package var rule: ComparisonRule

    package init(path: ItemPath, id: EntryID, rule: ComparisonRule) {
        self.path = path
        self.id = id
        self.rule = rule
    }
}

/// Rows of items as the service told them, and when.
package struct StoreListing: Sendable {
    /// What is known of each path that was asked for.
    package var items: [ItemPath: Observation]

    /// The earliest `Date` of the answers, by the service's own clock; nil if it sent none.
    package var answeredAt: ServiceTime?

    package init(items: [ItemPath: Observation], answeredAt: ServiceTime?) {
        self.items = items
        self.answeredAt = answeredAt
    }

    /// A path that was asked for and is not there is unknown: an answer that leaves it out proves nothing.
    package subscript(path: ItemPath) -> Observation {
        items[path] ?? .unknown(reason: "the listing does not answer for it")
    }
}

/// Why a call to the store failed, as far as the applier has to tell failures apart.
package struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        /// No right for this item.
        case denied

        /// The login itself is gone and could not be renewed: nothing further will work.
        case loginLost = "login-lost"
        case notFound = "not-found"
        case alreadyExists = "already-exists"

        /// The request may or may not have had its effect.
        case lostAnswer = "lost-answer"
        case throttled

        /// The service refused for another reason; the request had no effect.
        case failed
    }

    package var code: Code

    /// What the service said, cut; never a value.
    package var message: String

    package init(_ code: Code, _ message: String = "") {
        self.code = code
        self.message = message
    }

    package var description: String { message.isEmpty ? code.rawValue : message }
}
