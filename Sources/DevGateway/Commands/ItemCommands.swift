import SyncModel

extension Command {
    /// Commands about items that leave values alone.
    static let itemCommands = [
        describeItem, updateItem, setItemState, moveObjects, getTags, describePermissions,
    ]

    private static let describeItem = reading(
        "describe-item", "failed to obtain item description", "Failed to get item."
    ) { request in
        let item = try request.describedItem()
        let versions =
            try request.arguments.flag("show-versions") == true
            ? try request.tables.versions(of: item, limit: Limits.maximumVersions) : nil
        return Outcome(ItemShape(request: request).full(item, versions: versions))
    }

    private static let updateItem = writing(
        "update-item", "failed to update item", "Failed to update item."
    ) { request in
        let arguments = request.arguments
        let name = try request.itemName()
        var item = try request.item(named: name, for: .update)
        if let description = try request.newDescription() { item.description = description }
        let removed = Set(try arguments.texts("rm-tag"))
        item.tags = uniqued(item.tags.filter { !removed.contains($0) } + (try arguments.texts("add-tag")))
        item.isProtected = try arguments.flag("delete_protection") ?? item.isProtected
        item.notifiesOnChange = try arguments.flag("change-event") ?? item.notifiesOnChange
        item.maximumVersions = try request.newMaximumVersions() ?? item.maximumVersions
        if request.guesses.metadataMovesTheDate { item.modified = request.now }
        try request.tables.update(item)
        if let newName = try arguments.text("new-name"), !newName.isEmpty {
            try request.rename(item, to: ItemName.canonical(newName))
        }
        return Outcome(["updated": true])
    }

    private static let setItemState = writing(
        "set-item-state", "failed to set item state", "Failed to update item."
    ) { request in
        var item = try request.item(named: try request.itemName(), for: .update)
        let isEnabled: Bool
        switch try request.arguments.requiredText("desired-state") {
        case "Enabled": isEnabled = true
        case "Disabled": isEnabled = false
        default: throw Refusal.invalid("desired-state must be Enabled or Disabled")
        }
        let number = try request.arguments.integer("version") ?? 0
        item.modified = request.now
        if number == 0 {
            item.isEnabled = isEnabled
        } else {
            guard try request.tables.version(number, of: item) != nil else {
                throw Refusal.notFound("\(item.name), version \(number)")
            }
            try request.tables.setVersion(number, of: item, enabled: isEnabled, now: request.now)
        }
        try request.tables.update(item)
        return Outcome([:])
    }

    private static let moveObjects = writing(
        "move-objects", "failed to move objects", "Failed to update item."
    ) { request in
        let source = ItemName.canonicalFolder(try request.arguments.requiredText("source"))
        let target = ItemName.canonicalFolder(try request.arguments.requiredText("target"))
        guard !target.begins(with: source) else { throw Refusal.invalid("target is inside source") }
        let items = try request.tables.items(below: source)
        for item in items {
            try request.caller.require(.update, on: item.name)
            try request.rename(item, to: target + (item.name.dropping(prefix: source) ?? ""))
        }
        return Outcome(["moved": .integer(items.count)])
    }

    private static let getTags = reading("get-tags", "failed to get tags", "Failed to get item.") { request in
        let item = try request.item(named: try request.itemName(), for: .list, or: .read)
        return Outcome(.array(item.tags.map(JSON.string)))
    }

    private static let describePermissions = reading(
        "describe-permissions", "failed to describe permissions", "Failed to get permissions."
    ) { request in
        let path = ItemName.canonical(try request.arguments.requiredText("path"))
        return Outcome(["client_permissions": ItemShape.permissions(of: request.caller, on: path)])
    }
}

extension CommandRequest {
    /// The item a describe-item names, by name, id or display id.
    fileprivate func describedItem() throws -> Item {
        if let name = try arguments.text("name"), !name.isEmpty {
            return try show(try item(named: ItemName.canonical(name), for: .list, or: .read))
        }
        if let id = try arguments.integer("item-id"), id != 0 {
            guard let item = try tables.item(id: id) else { throw Refusal.notFound(String(id)) }
            return try show(item)
        }
        guard let displayID = try arguments.text("display-id"), !displayID.isEmpty else {
            throw Refusal.missing("name")
        }
        guard let item = try tables.item(displayID: displayID) else { throw Refusal.notFound(displayID) }
        return try show(item)
    }

    private func show(_ item: Item) throws -> Item {
        if guesses.listOrReadShowsAnItem {
            try caller.require(.list, .read, on: item.name)
        } else {
            try caller.require(.list, on: item.name)
        }
        return item
    }

    /// Gives an item another name, which may be its own.
    fileprivate func rename(_ item: Item, to name: String) throws {
        guard name != item.name else { return }
        guard name != "/" else { throw Refusal(guesses.nameForbidden) }
        try caller.require(.create, .update, on: name)
        try checkNewName(name)
        try tables.rename(item, to: name, modified: guesses.metadataMovesTheDate ? now : item.modified, now: now)
    }
}
