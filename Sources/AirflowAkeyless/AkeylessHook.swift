public import AkeylessClient
public import AkeylessWire
public import SyncModel

/// The operations of Airflow's `AkeylessHook`, in Swift.
///
/// Unlike the provider's hook it logs in once and keeps the session, tells "absent" from "denied", walks every page of
/// a listing, and reads past the gateway's cache.
///
/// ```swift
/// let hook = AkeylessHook(client: client)
/// let password = try await hook.secretValue("/app/db")
/// ```
public struct AkeylessHook: Sendable {
    /// The client that speaks the API; share one among hooks.
    public let client: AkeylessClient

    /// Makes a hook over a client.
    public init(client: AkeylessClient) {
        self.client = client
    }

    /// Reads the value of a static secret.
    ///
    /// - Throws: ``AkeylessError`` of the kind `notFound`, `denied`, or what kept it from being read.
    public func secretValue(_ name: String, version: Int? = nil) async throws -> Secret {
        try await client.secretValue(name, version: version)
    }

    /// Reads many static secrets; what kept one from being read stands beside its name and costs no other its value.
    public func secretValues(_ names: [String]) async -> [String: ValueReading] {
        await client.secretValues(names)
    }

    /// Makes credentials of a dynamic secret: the answer as JSON text.
    public func dynamicSecretValue(_ name: String, arguments: [String] = []) async throws -> Secret {
        try await client.dynamicSecretValue(name, arguments: arguments)
    }

    /// Reads the current credentials of a rotated secret as JSON text.
    public func rotatedSecretValue(_ name: String, version: Int? = nil) async throws -> Secret {
        try await client.rotatedSecretValue(name, version: version)
    }

    /// Creates a static secret.
    ///
    /// - Throws: ``AkeylessError`` of the kind `alreadyExists` for a taken name; `lostAnswer` where only reading tells
    ///   whether it was made.
    public func createSecret(_ secret: NewSecret) async throws {
        try await client.createSecret(secret)
    }

    /// Replaces the value of a static secret.
    ///
    /// - Parameters:
    ///   - keepPreviousVersion: Whether the present value stays readable as a version; nil leaves that to the account.
    ///   - lastVersion: The version the caller believes is the newest; what the service does with it is not documented.
    public func updateSecretValue(
        _ name: String, value: Secret, format: SecretFormat = .text, keepPreviousVersion: Bool? = nil,
        lastVersion: Int? = nil
    ) async throws {
        try await client.updateSecretValue(
            name, value: value, format: format, keepPreviousVersion: keepPreviousVersion, lastVersion: lastVersion)
    }

    /// Deletes an item with all its versions; there is no undelete.
    public func deleteItem(_ name: String) async throws {
        try await client.deleteItem(name)
    }

    /// Lists every item below a folder, through all pages and sub-folders.
    public func listItems(_ folder: String = "/") async throws -> [Item] {
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        return try await ItemWalk(client: client, prefixes: [prefix]).run().items.map(\.item)
    }

    /// Describes an item; its value is never part of that.
    public func describeItem(_ name: String, showVersions: Bool = false) async throws -> Item {
        try await client.describeItem(name, showVersions: showVersions)
    }

    /// Logs in and reports whether that worked, as Airflow's connection test does.
    public func testConnection() async -> Result<Void, any Error> {
        do {
            return .success(try await client.login())
        } catch {
            return .failure(error)
        }
    }
}
