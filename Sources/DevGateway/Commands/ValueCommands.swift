extension Command {
    /// Creating, updating and reading the values of static secrets.
    static let valueCommands = [createSecret, updateSecretValue, getSecretValue, rollbackSecret]

    private static let createSecret = writing(
        "create-secret", "failed to create the requested secret", "Failed to create item."
    ) { request in
        let arguments = request.arguments
        let name = try request.itemName()
        try request.caller.require(.create, on: name)
        var item = Item(name: name, created: request.now)
        item.subType = try arguments.text("type") ?? "generic"
        guard ["generic", "password"].contains(item.subType) else { throw Refusal.invalid("unknown secret type") }
        item.format = try SecretValue.format(arguments) ?? "text"
        item.description = try request.newDescription() ?? ""
        item.tags = try uniqued(arguments.texts("tags") + arguments.texts("tag"))
        item.isProtected = try arguments.flag("delete_protection") ?? request.configuration.protectsNewItems
        item.notifiesOnChange = try arguments.flag("change-event") ?? false
        item.maximumVersions = try request.newMaximumVersions()
        let value =
            item.subType == "password"
            ? try SecretValue.password(arguments, over: nil) : try SecretValue.generic(arguments)
        try SecretValue.check(value, format: item.format, guesses: request.guesses)
        try request.checkNewName(name)
        _ = try request.tables.insert(item, value: value)
        return Outcome(["name": .string(name)])
    }

    private static let updateSecretValue = writing(
        "update-secret-val", "failed to update secret value", "Failed to update item."
    ) { request in
        let arguments = request.arguments
        let name = try request.itemName()
        var item = try request.item(named: name, for: .update)
        guard item.type == Item.staticSecret else { throw Refusal(request.guesses.wrongItemType, name: name) }
        if request.guesses.checksLastVersion, let expected = try arguments.integer("last-version"),
            expected != item.lastVersion
        {
            throw Refusal(request.guesses.lastVersionMismatch, name: name)
        }
        let current = try request.tables.newestVersion(of: item)
        let value =
            item.subType == "password"
            ? try SecretValue.password(arguments, over: current?.value) : try SecretValue.generic(arguments)
        item.format = try SecretValue.format(arguments) ?? item.format
        try SecretValue.check(value, format: item.format, guesses: request.guesses)
        let keeps = try arguments.flag("keep-prev-version") ?? request.configuration.keepsVersionsByDefault
        try request.store(value, in: item, asNewVersion: keeps || current == nil)
        return Outcome(["name": .string(item.name)])
    }

    private static let rollbackSecret = writing(
        "rollback-secret", "failed to rollback secret", "Failed to update item."
    ) { request in
        let name = try request.itemName()
        let item = try request.item(named: name, for: .update)
        guard let number = try request.arguments.integer("old-version") else { throw Refusal.missing("old-version") }
        guard let version = try request.tables.version(number, of: item) else {
            throw Refusal.notFound("\(name), version \(number)")
        }
        try request.store(version.value, in: item, asNewVersion: true)
        return Outcome(["name": .string(item.name), "version": .integer(item.lastVersion + 1)])
    }

    private static let getSecretValue = reading(
        "get-secret-value", "failed to get secret value", "Failed to get item."
    ) { request in
        let names = try request.arguments.texts("names")
        guard !names.isEmpty else { throw Refusal.missing("names") }
        if let limit = request.guesses.maximumNamesPerRead, names.count > limit {
            throw Refusal.invalid("too many names. maximum is \(limit)")
        }
        let number = try request.arguments.integer("version") ?? 0
        guard number >= -Limits.versionsPerRead else {
            throw Refusal.invalid("at most \(Limits.versionsPerRead) versions can be retrieved")
        }
        let parses = try request.arguments.flag("json") ?? false
        var members: [JSON.Member] = []
        for name in names where !members.contains(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
            do {
                members.append(JSON.Member(name, try request.value(of: name, version: number, parsed: parses)))
            } catch let refusal as Refusal {
                if request.guesses.oneBadNameFailsTheBatch || names.count == 1 { throw refusal }
            }
        }
        return Outcome(.object(members))
    }
}

extension CommandRequest {
    /// Writes a value as the newest version, in place or beside the ones before.
    fileprivate func store(_ value: String, in item: Item, asNewVersion: Bool) throws {
        var item = item
        item.size = value.utf8.count
        item.modified = now
        if asNewVersion {
            item.lastVersion += 1
            try tables.insertVersion(item.lastVersion, of: item, value: value, now: now)
        } else if let newest = try tables.newestVersion(of: item) {
            try tables.replaceVersion(newest.number, of: item, value: value, now: now)
        }
        try tables.update(item)
        try tables.pruneVersions(of: item, keeping: item.maximumVersions ?? configuration.maximumVersions)
    }

    /// What get-secret-value answers for one name as the caller spelled it.
    fileprivate func value(of spelling: String, version number: Int, parsed: Bool) throws -> JSON {
        let name = ItemName.canonical(spelling)
        let item = try item(named: name, for: .read)
        guard item.type == Item.staticSecret else { throw Refusal(guesses.wrongItemType, name: name) }
        guard item.isEnabled else { throw Refusal(guesses.itemDisabled, name: name) }
        if number < 0 {
            let versions = try tables.versions(of: item, limit: -number).filter(\.isEnabled).reversed()
            let values = versions.map { shown($0, of: item, parsed: parsed) }
            guard guesses.negativeVersionNests else { return .array(values) }
            return .object(zip(versions, values).map { JSON.Member(String($0.number), $1) })
        }
        let version = try number == 0 ? tables.newestVersion(of: item) : tables.version(number, of: item)
        guard let version else { throw Refusal.notFound(number == 0 ? name : "\(name), version \(number)") }
        guard version.isEnabled else { throw Refusal(guesses.itemDisabled, name: name) }
        return shown(version, of: item, parsed: parsed)
    }

    private func shown(_ version: Version, of item: Item, parsed: Bool) -> JSON {
        guard parsed, item.format != "text" || item.subType == "password",
            let value = try? JSON.parse(text: version.value)
        else { return .string(version.value) }
        return value
    }
}

/// The elements in their order, each once.
func uniqued(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }
}
