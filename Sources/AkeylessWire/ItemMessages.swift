/// One page of a listing.
///
/// Null stands for an empty list, and a bare `{}` ends some servers' listings.
package struct ItemPage: WireAnswer {
    package private(set) var items: [Item] = []

    /// The sub-folders as full paths.
    package private(set) var folders: [String] = []

    /// Asks for the page behind this one; nil on the last page of some servers, never nil on others.
    package private(set) var nextPage: String?

    package init(reading reader: inout JSONReader) throws(JSONReadingError) {
        var known = 0
        var unknown = 0
        try reader.object { (name, reader: inout JSONReader) throws(JSONReadingError) in
            known += 1
            switch name {
            case "items": items = try Self.items(&reader)
            case "folders": folders = try reader.texts()
            case "next_page", "next_page_token":
                if let text = try reader.text(), !text.isEmpty { nextPage = text }
            default:
                known -= 1
                unknown += 1
                try reader.skip()
            }
        }
        // An object about something else must not pass for an empty folder.
        guard known > 0 || unknown == 0 else { throw reader.failure("not a listing") }
    }

    package var isEmpty: Bool { items.isEmpty && folders.isEmpty }

    private static func items(_ reader: inout JSONReader) throws(JSONReadingError) -> [Item] {
        guard try reader.kind() == .array else {
            guard try reader.kind() == .null else { throw reader.failure("a list was expected") }
            try reader.skip()
            return []
        }
        var items: [Item] = []
        try reader.array { (reader: inout JSONReader) throws(JSONReadingError) in
            let item = try Item(reading: &reader)
            guard !item.name.isEmpty else { throw reader.failure("an item without name") }
            items.append(item)
        }
        return items
    }
}

/// The labels of an item: a bare array, unlike every other answer.
package struct TagList: WireAnswer {
    package let tags: [String]

    package init(reading reader: inout JSONReader) throws(JSONReadingError) {
        tags = try reader.texts()
    }
}

/// What the caller may do at a path.
package struct PermissionList: WireAnswer {
    package private(set) var permissions: [String] = []

    package init(reading reader: inout JSONReader) throws(JSONReadingError) {
        try reader.object { (name, reader: inout JSONReader) throws(JSONReadingError) in
            if name == "client_permissions" { permissions = try reader.texts() } else { try reader.skip() }
        }
    }
}

/// The outcome of deleting several items: the status is 200 even where some of them stayed.
package struct DeletedItems: WireAnswer {
    package private(set) var deleted: [String] = []

    /// The items that stayed, with the service's reason.
    package private(set) var failed: [String: String] = [:]

    package init(reading reader: inout JSONReader) throws(JSONReadingError) {
        try reader.object { (name, reader: inout JSONReader) throws(JSONReadingError) in
            switch name {
            case "deleted_items": deleted = try reader.texts()
            case "failed_deleted_items": try readFailures(&reader)
            default: try reader.skip()
            }
        }
    }

    private mutating func readFailures(_ reader: inout JSONReader) throws(JSONReadingError) {
        guard try reader.kind() == .object else { return try reader.skip() }
        try reader.object { (name, reader: inout JSONReader) throws(JSONReadingError) in
            failed[name] = try reader.text() ?? ""
        }
    }
}
