import SyncModel

extension Command {
    static let listingCommands = [listItems]

    private static let listItems = reading(
        "list-items", "failed to list items", "Failed to list items."
    ) { request in
        let arguments = request.arguments
        var query = try ListQuery(arguments, guesses: request.guesses)
        var folders: [String] = []
        if let path = try arguments.text("path"), !path.isEmpty {
            let path = ItemName.canonicalFolder(path)
            let isCurrentFolder = try arguments.flag("current-folder") ?? false
            let isDeep = !request.guesses.pathListsOneLevel && !isCurrentFolder
            guard let folder = try request.tables.folder(path) else { return Outcome(ListPage().body) }
            query.scope = isDeep ? .below(path) : .folder(folder.id)
            if query.after == nil, !isCurrentFolder {
                folders = try request.tables.subfolders(of: folder.id).filter(request.caller.maySee(folder:))
            }
        }
        let isAutomatic = try arguments.flag("auto-pagination") ?? true
        let returnsAll = !request.guesses.autoPaginationKeepsPages && isAutomatic
        var page = try request.page(of: query, size: returnsAll ? Int.max - 1 : request.configuration.pageSize)
        page.folders = folders
        if page.isEmpty, query.after != nil { return Outcome([:]) }
        if request.configuration.pageEnding == .emptyPage, !page.isEmpty { page.alwaysOffersNext = true }
        let isMinimal = try arguments.flag("minimal-view") == true
        let shape = ItemShape(request: request)
        return Outcome(
            page.body {
                isMinimal ? shape.minimal($0, members: request.guesses.minimalViewMembers) : shape.full($0)
            })
    }
}

/// One answer of list-items.
private struct ListPage {
    var items: [Item] = []
    var folders: [String] = []
    var hasNext = false
    /// Whether a token is given even after the last item.
    var alwaysOffersNext = false

    var isEmpty: Bool { items.isEmpty && folders.isEmpty }

    var body: JSON { body { _ in .null } }

    func body(_ shape: (Item) -> JSON) -> JSON {
        let last = items.last?.name ?? "/"
        return [
            "items": items.isEmpty ? .null : .array(items.map(shape)), "folders": .stringsOrNull(folders),
            "next_page": .string(hasNext || alwaysOffersNext ? PageToken.make(after: last) : ""),
            "has_next": .bool(hasNext),
        ]
    }
}

/// The opaque text between two pages: the last name of the page before, in hexadecimal.
private enum PageToken {
    static func make(after name: String) -> String {
        hexadecimal(name.utf8)
    }

    static func name(in token: String) -> String? {
        let digits = token.utf8.compactMap(hexadecimalValue(of:))
        guard digits.count == token.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
        let bytes = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension ListQuery {
    fileprivate init(_ arguments: Arguments, guesses: ServiceGuesses) throws {
        filter = try arguments.text("filter").flatMap { $0.isEmpty ? nil : $0 }
        tag = try arguments.text("tag").flatMap { $0.isEmpty ? nil : $0 }
        types = try arguments.texts("type").map { $0.uppercased().split(separator: "-").joined(separator: "_") }
        subTypes = try arguments.texts("sub-types")
        if let time = try arguments.integer("modified-after"), time > 0 {
            modifiedSince = guesses.modifiedAfterIsInclusive ? time : time &+ 1
        }
        if let token = try arguments.text("pagination-token"), !token.isEmpty {
            guard let name = PageToken.name(in: token) else { throw Refusal.invalid("invalid pagination token") }
            after = name
        }
    }
}

extension CommandRequest {
    /// The next items the caller may list; the store is read in steps until a page is full or nothing is left.
    fileprivate func page(of query: ListQuery, size: Int) throws -> ListPage {
        var query = query
        query.limit = min(size, 10_000) + 1
        var page = ListPage()
        while true {
            let found = try tables.list(query)
            for item in found where caller.may(.list, on: item.name) {
                if page.items.count == size {
                    page.hasNext = true
                    return page
                }
                page.items.append(item)
            }
            if found.count < query.limit { return page }
            query.after = found.last?.name
        }
    }
}
