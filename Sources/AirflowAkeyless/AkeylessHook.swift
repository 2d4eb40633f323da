public import AkeylessClient
public import AkeylessWire
public import SyncModel

/// The operations of Airflow's `AkeylessHook`, in Swift.
///
/// Unlike the provider's hook it logs in once and keeps the session, tells "absent" from "denied", walks every page of
/// a listing, and reads past the gateway's cache.
///
/// ```swift
/// let hook = try AkeylessHook(connection: connection, environment: ProcessInfo.processInfo.environment)
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
    /// - Parameter version: A version by its number; nil for the newest.
    /// - Throws: ``AkeylessError`` of the kind `notFound`, `denied`, or what kept it from being read.
    public func secretValue(_ name: String, version: Int? = nil) async throws -> Secret {
        try await client.secretValue(name, version: version)
    }

    /// Reads many static secrets; what kept one from being read stands beside its name and costs no other its value.
    public func secretValues(_ names: [String]) async -> [String: ValueReading] {
        await client.secretValues(names)
    }

    /// Makes credentials of a dynamic secret: the answer as JSON text.
    ///
    /// - Parameter arguments: What the producer takes, each as `name=value`.
    /// - Throws: ``AkeylessError``; after a `lostAnswer` credentials may exist that nobody knows.
    public func dynamicSecretValue(_ name: String, arguments: [String] = []) async throws -> Secret {
        try await client.dynamicSecretValue(name, arguments: arguments)
    }

    /// Reads the current credentials of a rotated secret: the answer as JSON text, which holds them below `value`.
    ///
    /// It asks by the newer of the two commands, and by the older where a gateway does not know that.
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

    /// Creates a static secret of plain text.
    public func createSecret(_ name: String, value: Secret, description: String? = nil) async throws {
        var secret = NewSecret(name: name, value: value)
        secret.description = description
        try await createSecret(secret)
    }

    /// Replaces the value of a static secret.
    ///
    /// - Parameters:
    ///   - format: How the value is labelled; the service relabels it with every update.
    ///   - keepPreviousVersion: Whether the present value stays readable as a version; nil leaves that to the account.
    ///   - lastVersion: The version the caller believes is the newest; what the service does with it is not documented.
    public func updateSecretValue(
        _ name: String, value: Secret, format: SecretFormat = .text, keepPreviousVersion: Bool? = nil,
        lastVersion: Int? = nil
    ) async throws {
        try await client.updateSecretValue(
            name, value: value, format: format, keepPreviousVersion: keepPreviousVersion, lastVersion: lastVersion)
    }

    /// Changes what surrounds a value; nil and empty leave things as they are. Never makes a version.
    public func updateItem(
        _ name: String, description: String? = nil, addTags: [String] = [], removeTags: [String] = [],
        deleteProtection: Bool? = nil
    ) async throws {
        try await client.updateItem(
            name, description: description, addTags: addTags, removeTags: removeTags,
            deleteProtection: deleteProtection)
    }

    /// Deletes an item with all its versions; there is no undelete.
    public func deleteItem(_ name: String) async throws {
        try await client.deleteItem(name)
    }

    /// Lists every item below a folder, through all pages and sub-folders, sorted by name.
    ///
    /// A folder that does not exist has no items; the service tells the two not apart.
    public func listItems(_ folder: String = "/") async throws -> [Item] {
        try await list(folder, recursive: true).items.map(\.item)
    }

    /// Lists one folder: its own items, and its sub-folders as full paths with slashes at both ends.
    public func listFolder(_ folder: String = "/") async throws -> (items: [Item], folders: [String]) {
        let listing = try await list(folder, recursive: false)
        return (listing.items.map(\.item), listing.subfolders.sorted())
    }

    /// Describes an item; its value is never part of that.
    public func describeItem(_ name: String, showVersions: Bool = false) async throws -> Item {
        try await client.describeItem(name, showVersions: showVersions)
    }

    /// Logs in and reports whether that worked, in the words of Airflow's connection test.
    public func testConnection() async -> ConnectionTest {
        do {
            _ = try await client.sessionEnd()
            return ConnectionTest(succeeded: true, message: "Connection successfully tested")
        } catch {
            return ConnectionTest(succeeded: false, message: "\(error)")
        }
    }

    private func list(_ folder: String, recursive: Bool) async throws -> ItemListing {
        let prefix = folder.ends(with: "/") ? folder : folder + "/"
        return try await ItemWalk(client: client, prefixes: [prefix], recursive: recursive).run()
    }
}

/// The outcome of ``AkeylessHook/testConnection()``.
public struct ConnectionTest: Sendable, Hashable {
    /// Whether the login worked.
    public let succeeded: Bool

    /// For people: the provider's own words for success, else what failed, where and why. No credential is in it.
    public let message: String
}
