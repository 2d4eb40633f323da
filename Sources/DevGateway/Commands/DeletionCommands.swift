extension Command {
    static let deletionCommands = [deleteItem, deleteItems]

    private static let deleteItem = writing(
        "delete-item", "failed to delete item", "Failed to delete item."
    ) { request in
        let item = try request.item(named: try request.itemName(), for: .delete)
        let number = try request.arguments.integer("version") ?? -1
        try request.delete(item, version: number)
        return Outcome([
            "item_id": .integer(item.id), "item_name": .string(item.name), "version_deleted": .integer(number),
            "deletion_date": .string(CivilTime(unixSeconds: request.now).rfc3339),
        ])
    }

    private static let deleteItems = writing(
        "delete-items", "failed to delete items", "Failed to delete items."
    ) { request in
        let names = try request.arguments.texts("item").map(ItemName.canonical)
        let path = try request.arguments.text("path") ?? ""
        guard !names.isEmpty || !path.isEmpty else { throw Refusal.missing("path") }
        var targets: [String] = names
        // Older SDKs send the word as a default beside a list of items.
        if !path.isEmpty, path != "dummy_path" {
            targets += try request.tables.items(below: ItemName.canonicalFolder(path)).map(\.name)
        }
        var deleted: [String] = []
        var failed: [JSON.Member] = []
        for name in uniqued(targets) {
            do {
                try request.delete(try request.item(named: name, for: .delete), version: -1)
                deleted.append(name)
            } catch let refusal as Refusal {
                failed.append(JSON.Member(name, .string(refusal.detail)))
            }
        }
        return Outcome([
            "path": .string(path), "deleted_items": .stringsOrNull(deleted),
            "failed_deleted_items": .object(failed),
        ])
    }
}

extension CommandRequest {
    /// Deletes an item (-1), its newest version (0) or the version of that number.
    fileprivate func delete(_ item: Item, version number: Int) throws {
        if item.isProtected { throw Refusal(guesses.itemProtected, name: item.name) }
        if number == -1 {
            try tables.delete(item)
            return
        }
        let version = try number == 0 ? tables.newestVersion(of: item) : tables.version(number, of: item)
        guard let version else { throw Refusal.notFound("\(item.name), version \(number)") }
        if try tables.versions(of: item, limit: 2).count == 1 {
            guard guesses.deletingTheOnlyVersionDeletesTheItem else {
                throw Refusal.invalid("the only version of an item cannot be deleted")
            }
            try tables.delete(item)
            return
        }
        try tables.deleteVersion(version.number, of: item)
        var item = item
        item.modified = now
        item.size = try tables.newestVersion(of: item)?.value.utf8.count ?? 0
        try tables.update(item)
    }
}
