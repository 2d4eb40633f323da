extension Tables {
    /// Puts a configured dynamic or rotated secret in the store, replacing what an earlier start put there.
    func provide(_ secret: ProvidedSecret, now: Int) throws {
        let name = ItemName.canonical(secret.name)
        let value = secret.value.encodedText
        if var item = try item(named: name) {
            guard item.type == secret.kind.rawValue else {
                throw GatewayError.invalidConfiguration(name, "the name is taken by another item")
            }
            guard try newestVersion(of: item)?.value != value else { return }
            try replaceVersion(item.lastVersion, of: item, value: value, now: now)
            item.modified = now
            try update(item)
            return
        }
        var item = Item(name: name, created: now)
        item.type = secret.kind.rawValue
        item.format = "json"
        _ = try insert(item, value: value)
    }
}
