import AkeylessWire
import SyncModel

/// Lists everything whose name begins with one of some prefixes, with as few requests as the folders allow.
///
/// A prefix is any text: `/airflow/connections/` as well as `/airflow/connections--`. For each, the folder up to its
/// last slash is listed, and below that only sub-folders whose own name begins with a prefix. No folder is listed twice,
/// however the prefixes overlap.
package struct ItemWalk: Sendable {
    private let client: AkeylessClient
    private let prefixes: [String]

    /// Whether sub-folders are listed too, or only named.
    private let recursive: Bool

    /// More pages than this are not a listing but a loop.
    private static let maximumPages = 10_000

    package init(client: AkeylessClient, prefixes: [String], recursive: Bool = true) {
        self.client = client
        self.recursive = recursive
        self.prefixes = prefixes.map { ItemPath($0).rawValue }
    }

    package func run() async throws -> ItemListing {
        var listing = ItemListing()
        // By path: two names that differ only in how an accent is composed are one text to Swift, but two items.
        var rows: [ItemPath: ListedItem] = [:]
        var known: Set<ItemPath> = []
        var dates: [Int64?] = []
        var waiting = startingFolders.filter { known.insert(ItemPath($0)).inserted }
        try await withThrowingTaskGroup(of: FolderRows.self) { group in
            var running = 0
            while running > 0 || !waiting.isEmpty {
                while running < client.pipeline.limiter.maximum, let folder = waiting.popLast() {
                    group.addTask { try await list(folder) }
                    running += 1
                }
                guard let found = try await group.next() else { break }
                running -= 1
                listing.folders[found.folder] = found.count
                dates += found.dates
                // Of an item that moved from one page to a later one, the later row is the newer.
                for row in found.rows { rows[ItemPath(row.item.name)] = row }
                let folders = found.folders.filter(isWorthListing)
                listing.subfolders.formUnion(folders)
                if recursive { waiting += folders.filter { known.insert(ItemPath($0)).inserted } }
            }
        }
        listing.items = rows.values.sorted { $0.item.name < $1.item.name }
        listing.earliestAnswer = dates.contains(nil) ? nil : dates.compactMap(\.self).min()
        return listing
    }

    private var startingFolders: [String] {
        prefixes.map(\.enclosingFolder)
    }

    private func isWorthListing(_ folder: String) -> Bool {
        prefixes.contains(where: folder.begins)
    }

    private struct FolderRows: Sendable {
        var folder: String
        var rows: [ListedItem] = []
        var folders: [String] = []
        var count = 0
        var dates: [Int64?] = []
    }

    /// Reads the pages of one folder.
    ///
    /// Servers end a listing in three ways: with an empty token, with an empty page, or by giving the same token again.
    private func list(_ folder: String) async throws -> FolderRows {
        var found = FolderRows(folder: folder)
        var tokens: Set<String> = []
        var token: String?
        for _ in 0..<Self.maximumPages {
            let (page, answeredAt) = try await client.listPage(folder: folder, after: token)
            found.dates.append(answeredAt)
            if page.isEmpty { return found }
            found.count += page.items.count
            for item in page.items where isWorthListing(item.name) {
                found.rows.append(ListedItem(item: item, answeredAt: answeredAt))
            }
            found.folders += page.folders.map(Self.normalized)
            guard let next = page.nextPage, tokens.insert(next).inserted else { return found }
            token = next
        }
        throw client.reading(.listItems, subject: folder).make(.garbage, detail: "the listing does not end")
    }

    private static func normalized(_ folder: String) -> String {
        let start = ItemPath(folder).rawValue
        return start.ends(with: "/") ? start : start + "/"
    }
}
