public import AkeylessWire

/// A row of a listing, and when the service gave it, in unix seconds by its own clock.
public struct ListedItem: Sendable, Hashable {
    /// The row.
    public var item: Item

    /// Nil where the answer carried no date.
    public var answeredAt: Int64?
}

/// What a walk found under its prefixes.
public struct ItemListing: Sendable {
    /// Every item whose name begins with one of the prefixes, once, sorted by name.
    public internal(set) var items: [ListedItem] = []

    /// How many rows each folder that was asked for had, prefix or not; an empty folder is zero.
    public internal(set) var folders: [String: Int] = [:]

    /// The sub-folders that the listing named, as full paths with slashes at both ends.
    public internal(set) var subfolders: Set<String> = []

    /// The earliest of the answers' dates; nil where any answer carried none.
    public internal(set) var earliestAnswer: Int64?
}
