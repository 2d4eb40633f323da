extension Command {
    /// Reading the dynamic and rotated secrets of the configuration.
    static let providedSecretCommands = [getDynamicSecretValue, getRotatedSecretValue, rotatedSecretGetValue]

    private static let getDynamicSecretValue = reading(
        "get-dynamic-secret-value", "failed to get dynamic secret value", "Failed to get item."
    ) { request in
        Outcome(try request.provided(.dynamic, name: try request.itemName()))
    }

    private static let getRotatedSecretValue = reading(
        "get-rotated-secret-value", "failed to get rotated secret value", "Failed to get item."
    ) { request in
        if !request.guesses.rotatedNamesMayBeArray, request.arguments["names"]?.elements != nil {
            throw Refusal.body("names must be a string")
        }
        guard let name = try request.arguments.texts("names").first else { throw Refusal.missing("names") }
        return Outcome(["value": try request.provided(.rotated, name: ItemName.canonical(name))])
    }

    private static let rotatedSecretGetValue = reading(
        "rotated-secret-get-value", "failed to get rotated secret value", "Failed to get item."
    ) { request in
        Outcome(["value": try request.provided(.rotated, name: try request.itemName())])
    }
}

extension CommandRequest {
    fileprivate func provided(_ kind: ProvidedSecret.Kind, name: String) throws -> JSON {
        let item = try item(named: name, for: .read)
        guard item.type == kind.rawValue, let version = try tables.newestVersion(of: item) else {
            throw Refusal(guesses.wrongItemType, name: name)
        }
        guard item.isEnabled else { throw Refusal(guesses.itemDisabled, name: name) }
        return try JSON.parse(text: version.value)
    }
}
