/// An item as the service describes or lists it; never its value.
public struct Item: Sendable, Hashable {
    /// The full name, with a leading slash.
    public internal(set) var name = ""

    /// The number that stays the same when the item is renamed, and differs when it is deleted and made again.
    public internal(set) var id: Int64?

    /// The type as it was sent, `STATIC_SECRET` or `static-secret`; compare ``kind`` instead.
    public internal(set) var type = ""

    /// The sub-type of a static secret: `generic` or `password`.
    public internal(set) var subType: String?

    /// The number of the newest version; it stays when a value is overwritten in place.
    public internal(set) var lastVersion = 0

    /// When value or metadata last changed, as the service wrote it (RFC 3339).
    public internal(set) var modificationDate = ""

    /// The labels, in the order in which they came.
    public internal(set) var tags: [String] = []

    /// The one free text that an item carries (`item_metadata`).
    public internal(set) var description = ""

    /// `Enabled` or `Disabled`, where the service said.
    public internal(set) var state: String?

    /// Whether the item can be read at all.
    public internal(set) var isEnabled = true

    /// Whether the service refuses to delete the item.
    public internal(set) var isDeleteProtected = false

    /// The size of the value in bytes, where the service said.
    public internal(set) var size: Int64?

    /// How a static secret is labelled: `text`, `json` or `key-value`.
    public internal(set) var format: String?

    /// What the caller may do with the item, where the service said.
    public internal(set) var permissions: [String]?

    /// Whether only the customer's own gateway can decrypt the value.
    public internal(set) var hasCustomerFragment = false

    /// The versions, where they were asked for.
    public internal(set) var versions: [ItemVersion] = []

    /// The type in one spelling, such as `static-secret`.
    public var kind: String {
        type.lowercased().replacing("_", with: "-")
    }

    /// Whether it is a static secret, the one type whose value is ours to write.
    public var isStaticSecret: Bool { kind == "static-secret" }
}

/// One version of an item; never its value.
public struct ItemVersion: Sendable, Hashable {
    /// The number, counted from one.
    public internal(set) var number = 0

    /// When it was made, as the service wrote it.
    public internal(set) var creationDate: String?

    /// `Enabled` or `Disabled`, where the service said.
    public internal(set) var state: String?
}
