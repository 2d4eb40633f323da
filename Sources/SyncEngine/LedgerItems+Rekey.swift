import AkeylessClient
import AkeylessWire
import SyncModel

/// A change of the key in three steps, each of which leaves a key that fits the ledger: the new one is kept beside the
/// old, the ledger is written under it, it takes the old one's place.
extension LedgerItems {
    /// The key that waits beside the one in force; nil where none does, or the project gives the key itself.
    func next() async throws -> FingerprintKey? {
        guard givenKey == nil else { return nil }
        return try await value(at: location.nextKeyPath).flatMap(FingerprintKey.init(storedText:))
    }

    /// Keeps a new key beside the one in force.
    func keepNext(_ key: FingerprintKey) async throws {
        guard givenKey == nil else { return }
        try await put(
            key.storedText, at: location.nextKeyPath, description: "New key of the Lockstep ledger, not yet in force",
            keepsPrevious: false, isNew: true)
    }

    /// Gives the new key the place of the old one, whose value stays a version of the item, so that older seals can
    /// still be checked.
    func putInForce(_ key: FingerprintKey) async throws {
        guard givenKey == nil else { return }
        try await put(
            key.storedText, at: location.keyPath, description: Self.keyDescription, keepsPrevious: true, isNew: false)
        try await discardNext()
    }

    /// Removes a key that never came into force, or that is in force already.
    func discardNext() async throws {
        guard givenKey == nil else { return }
        do {
            try await client.deleteItem(location.nextKeyPath.rawValue)
        } catch let error as AkeylessError where error.kind == .notFound {
            return
        } catch let error as AkeylessError where error.kind == .lostAnswer {
            if try await value(at: location.nextKeyPath) != nil { throw error }
        }
    }

    /// Keys that were in force before, as far as Akeyless keeps versions of the item.
    func earlierKeys() async -> [FingerprintKey] {
        guard givenKey == nil, let item = try? await client.describeItem(location.keyPath.rawValue) else { return [] }
        var keys: [FingerprintKey] = []
        for version in (1..<max(1, item.lastVersion)).suffix(50) {
            let text = try? await client.secretValue(location.keyPath.rawValue, version: version)
            if let key = text.flatMap(FingerprintKey.init(storedText:)) { keys.append(key) }
        }
        return keys
    }
}
