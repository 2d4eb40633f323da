/// How the value of a static secret is made from a call's arguments and what it must satisfy.
enum SecretValue {
    /// The format a call asks for; nil when it names none.
    static func format(_ arguments: Arguments) throws -> String? {
        guard let format = try arguments.text("format"), !format.isEmpty else { return nil }
        guard ["text", "json", "key-value"].contains(format) else { throw Refusal.invalid("unknown secret format") }
        return format
    }

    /// The value of a generic secret.
    static func generic(_ arguments: Arguments) throws -> String {
        guard let value = try arguments.text("value") else { throw Refusal.missing("value") }
        return value
    }

    /// The value of a password secret: one object with user name, password and the custom fields beside them.
    ///
    /// What a call leaves out stays as it was.
    static func password(_ arguments: Arguments, over current: String?) throws -> String {
        var members = current.flatMap { try? JSON.parse(text: $0) }?.members ?? []
        func set(_ name: String, _ text: String) {
            members.removeAll { $0.name == name }
            members.append(JSON.Member(name, .string(text)))
        }
        for name in ["username", "password"] {
            if let text = try arguments.text(name) {
                set(name, text)
            } else if !members.contains(where: { $0.name == name }) {
                set(name, "")
            }
        }
        for field in arguments["custom-field"]?.members ?? [] { set(field.name, field.value.text ?? "") }
        return JSON.object(members.sorted { $0.name < $1.name }).encodedText
    }

    /// Refuses a value that is too large or not of its format.
    static func check(_ value: String, format: String, guesses: ServiceGuesses) throws {
        if value.utf8.count > Limits.value { throw Refusal(guesses.valueTooLarge) }
        if value.isEmpty, !guesses.emptyValueIsAllowed { throw Refusal.missing("value") }
        guard format != "text" else { return }
        guard let parsed = try? JSON.parse(text: value) else {
            throw Refusal.invalid("secret value is not a valid JSON")
        }
        guard format == "key-value" else { return }
        let isFlat = parsed.members?.allSatisfy { $0.value.elements == nil && $0.value.members == nil } ?? false
        if !isFlat { throw Refusal.invalid("secret value is not a flat list of keys and values") }
    }
}
