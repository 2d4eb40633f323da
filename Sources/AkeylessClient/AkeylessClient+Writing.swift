import AkeylessWire
public import SyncModel

/// How a static secret is labelled; the label drives the service's own checks, not what is stored.
public enum SecretFormat: String, Sendable, Hashable {
    /// Any text.
    case text
    /// A JSON value.
    case json
    /// A flat JSON object.
    case keyValue = "key-value"
}

/// A static secret that is to be made.
public struct NewSecret: Sendable {
    /// The full name.
    public var name: String
    /// The value.
    public var value: Secret
    /// How it is labelled.
    public var format: SecretFormat = .text
    /// The free text beside it.
    public var description: String?
    /// Its labels.
    public var tags: [String] = []
    /// Whether the service shall refuse to delete it; nil leaves that to the account.
    public var deleteProtection: Bool?
    /// The name of the key that encrypts it; nil for the account's own.
    public var protectionKey: String?
    /// How many versions are kept; nil for the account's own number.
    public var maximumVersions: Int?

    /// Describes a plain secret; everything else can be set afterwards.
    public init(name: String, value: Secret) {
        self.name = name
        self.value = value
    }
}

extension AkeylessClient {
    /// Makes a static secret; a taken name is an error of the kind ``AkeylessError/Kind/alreadyExists``.
    public func createSecret(_ secret: NewSecret) async throws {
        let body: RequestBody = [
            .name: .text(secret.name), .value: .secret(secret.value), .type: .text("generic"),
            .format: .text(secret.format.rawValue), .description: secret.description.map(WireValue.text),
            .tags: secret.tags.isEmpty ? nil : .texts(secret.tags),
            .deleteProtection: secret.deleteProtection.map(WireValue.textFlag),
            .protectionKey: secret.protectionKey.map(WireValue.text),
            .maxVersions: secret.maximumVersions.map { .text(String($0)) },
        ]
        _ = try await call(.createSecret, body, subject: secret.name, as: WrittenSecret.self)
    }

    /// Writes a value over the newest version, or as a new version.
    ///
    /// - Parameters:
    ///   - keepPreviousVersion: Whether the present value stays readable as a version; nil leaves that to the account.
    ///   - lastVersion: The version that the caller believes to be the newest. What the service makes of a mismatch is
    ///     not documented, so safety must not rest on it.
    public func updateSecretValue(
        _ name: String, value: Secret, format: SecretFormat = .text, keepPreviousVersion: Bool? = nil,
        lastVersion: Int? = nil
    ) async throws {
        let body: RequestBody = [
            .name: .text(name), .value: .secret(value), .format: .text(format.rawValue),
            .keepPreviousVersion: keepPreviousVersion.map(WireValue.textFlag),
            .lastVersion: lastVersion.map { .number(Int64($0)) },
        ]
        _ = try await call(.updateSecretValue, body, subject: name, as: WrittenSecret.self)
    }

    /// Changes what surrounds a value; never makes a version.
    ///
    /// The service reads the text `default_metadata` as "leave the description alone", and clients always send it.
    public func updateItem(
        _ name: String, newName: String? = nil, description: String? = nil, addTags: [String] = [],
        removeTags: [String] = [], deleteProtection: Bool? = nil
    ) async throws {
        let body: RequestBody = [
            .name: .text(name), .newName: newName.map(WireValue.text),
            .description: .text(description ?? "default_metadata"), .newMetadata: .text("default_metadata"),
            .addTag: addTags.isEmpty ? nil : .texts(addTags),
            .removeTag: removeTags.isEmpty ? nil : .texts(removeTags),
            .deleteProtection: deleteProtection.map(WireValue.textFlag),
        ]
        _ = try await call(.updateItem, body, subject: name, as: Acknowledgement.self)
    }

    /// Makes an old version the newest again, as a new version; gives its number where the service says it.
    @discardableResult
    public func rollbackSecret(_ name: String, to version: Int) async throws -> Int? {
        let body: RequestBody = [.name: .text(name), .oldVersion: .number(Int64(version))]
        return try await call(.rollbackSecret, body, subject: name, as: WrittenSecret.self).version
    }
}
