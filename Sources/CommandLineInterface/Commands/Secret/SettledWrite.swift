import AirflowAkeyless
import AkeylessClient
import SyncModel

/// A write whose answer may get lost on the way: then reading tells whether it was done.
struct SettledWrite: Sendable {
    let hook: AkeylessHook

    /// Writes a value.
    ///
    /// - Throws: What the write threw; an answer that was lost only if the value is not there afterwards.
    func value(_ value: Secret, at name: String, _ write: () async throws -> Void) async throws {
        do {
            try await write()
        } catch let error as AkeylessError where error.kind == .lostAnswer {
            guard let present = try? await hook.secretValue(name), present == value else { throw error }
        }
    }

    /// Deletes an item; one that is gone after a lost answer was deleted.
    func delete(_ name: String) async throws {
        do {
            try await hook.deleteItem(name)
        } catch let error as AkeylessError where error.kind == .lostAnswer {
            do {
                _ = try await hook.describeItem(name)
            } catch let after as AkeylessError where after.kind == .notFound { return }
            throw error
        }
    }
}
