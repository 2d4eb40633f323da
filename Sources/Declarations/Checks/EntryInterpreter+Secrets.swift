package import AirflowModel
package import SyncModel

extension EntryInterpreter {
    /// Passwords that come with products and samples; finding one means that nobody has chosen one.
    private static let defaultPasswords: Set<String> = [
        "admin", "airflow", "changeme", "change_me", "default", "guest", "letmein", "pass", "password", "postgres",
        "root", "secret", "test", "123456", "12345678", "minioadmin",
    ]

    private static let secretHint = "use a reference such as ref+env://NAME, or ref+kept:// to leave it to Akeyless"

    mutating func checkPassword(_ text: String, at location: SourceLocation) {
        guard !text.isEmpty, !isReference(text) else {
            if text.isEmpty { find(.emptyPassword, "Airflow reads an empty password as none", at: location) }
            return
        }
        find(
            .plainSecret, "the password is written in the file in plain text", at: location, hint: Self.secretHint)
        if Self.defaultPasswords.contains(text.lowercased()) {
            find(.defaultPassword, "this is a well-known default password", at: location, hint: "choose another one")
        }
    }

    mutating func checkSecrets(in connection: Connection, at location: SourceLocation) {
        if let password = connection.password { checkPassword(password.reveal(), at: location) }
        guard let extra = connection.extra?.reveal(), let object = try? PythonJSON.parse(extra).object else { return }
        for member in object.members {
            guard let name = member.name.text, SensitiveNames.isSensitive(name) else { continue }
            guard let text = member.value.text, !text.isEmpty else { continue }
            plainMember(name, of: "extra", at: location)
        }
    }

    /// Members whose names Airflow masks in its logs hold secrets, at any depth.
    ///
    /// - Parameter owner: What the members belong to, in the words of a message.
    mutating func checkMembers(of value: LocatedValue, in owner: String = "extra") {
        for member in value.effectiveMembers {
            guard let name = member.key.text else { continue }
            if SensitiveNames.isSensitive(name) {
                checkSwallowed(member.value, name)
                if let text = member.value.text, !text.isEmpty, !isReference(text) {
                    plainMember(name, of: owner, at: member.value.location)
                }
            }
            checkMembers(of: member.value, in: owner)
        }
        for element in value.elements ?? [] { checkMembers(of: element, in: owner) }
    }

    /// A secret of which YAML made nothing.
    mutating func checkSwallowed(_ value: LocatedValue, _ name: String) {
        guard value.isSwallowed else { return }
        find(
            .swallowedSecret,
            "`\(escapedForTerminal(name))` has no value: a text behind `#` is a comment, one behind `&` names an anchor",
            at: value.location, hint: Self.secretHint)
    }

    private mutating func plainMember(_ name: String, of owner: String, at location: SourceLocation) {
        find(
            .plainSecret, "`\(escapedForTerminal(name))` in \(owner) is written in the file in plain text",
            at: location, hint: Self.secretHint)
    }

    private func isReference(_ text: String) -> Bool { text.utf8.starts(with: Reference.prefix.utf8) }
}

extension EntryInterpreter {
    /// Literal texts of a variable or config option that are secret by their key, or look it.
    ///
    /// Airflow masks texts of five characters or more only, and shorter ones are hardly secrets.
    mutating func checkSecrets(in entry: EntryID, _ value: LocatedValue) {
        let value = value.member("value")?.value ?? value
        guard let text = value.text else {
            checkMembers(of: value, in: "the value")
            return checkLooks(of: value)
        }
        guard !isReference(text), text.utf8.count >= 5 else { return }
        if entry.namesSecret(rules: rules) {
            let why =
                entry.kind == .config
                ? "Airflow marks this option as sensitive" : "Airflow masks a variable of this name"
            find(
                .plainSecret, "\(why), and its value is written in the file in plain text", at: value.location,
                hint: Self.secretHint)
        } else {
            checkLooks(of: value)
            if text.hasPrefix("{"), let tree = members(ofJSON: text, at: value.location) {
                checkMembers(of: tree, in: "the value")
            }
        }
    }

    private mutating func checkLooks(of value: LocatedValue) {
        for member in value.effectiveMembers { checkLooks(of: member.value) }
        for element in value.elements ?? [] { checkLooks(of: element) }
        guard let text = value.text, !isReference(text), let looks = SecretLikeness.reason(for: text) else { return }
        find(.highEntropy, "the value looks like \(looks)", at: value.location, hint: Self.secretHint)
    }

    /// Parts of a connection that are no secrets by their names, but by their looks. Random letters alone are none here:
    /// ids of accounts and of other resources are made of them.
    mutating func checkLooks(of declaration: ConnectionDeclaration) {
        for field in ConnectionDeclaration.Field.allCases where field != .password {
            guard case .literal(let text, let place)? = declaration.texts[field] else { continue }
            checkLooks(ofPart: text.reveal(), "`\(field.rawValue)`", at: place)
        }
        switch declaration.extra {
        case .json(let tree, _)?: checkLooks(inExtra: tree)
        case .text(.literal(let text, let place))?:
            members(ofJSON: text.reveal(), at: place).map { checkLooks(inExtra: $0) }
        case .text(.reference)?, nil: break
        }
    }

    private mutating func checkLooks(inExtra value: LocatedValue) {
        for member in value.effectiveMembers {
            let isFound = member.value.text != nil && member.key.text.map(SensitiveNames.isSensitive) == true
            if !isFound { checkLooks(inExtra: member.value) }
        }
        for element in value.elements ?? [] { checkLooks(inExtra: element) }
        if let text = value.text { checkLooks(ofPart: text, "a member of extra", at: value.location) }
    }

    private mutating func checkLooks(ofPart text: String, _ name: String, at location: SourceLocation) {
        guard !isReference(text), let looks = SecretLikeness.certainReason(for: text) else { return }
        find(.highEntropy, "\(name) looks like \(looks)", at: location, hint: Self.secretHint)
    }

    /// A reference counts at the beginning of a text only; anywhere else it would be stored as it is written.
    mutating func checkInnerReferences(of value: LocatedValue) {
        for member in value.effectiveMembers { checkInnerReferences(of: member.value) }
        for element in value.elements ?? [] { checkInnerReferences(of: element) }
        guard let text = value.text, !isReference(text) else { return }
        let isMeant = Reference.Scheme.allCases.contains { text.contains("\(Reference.prefix)\($0.rawValue)://") }
        guard isMeant else { return }
        find(
            .unusedReference, "the reference inside this text is not resolved, but stored as it is written",
            at: value.location,
            hint: "refer to the whole text, as in uri: ref+env://NAME, or put the secret into a field of its own")
    }
}

extension EntryID {
    /// Whether the key of a variable or option says that its value is secret.
    ///
    /// Options that only describe how something is started (`…_kwargs`, `…_args`) are sensitive in case they hold more.
    package func namesSecret(rules: AirflowRules) -> Bool {
        switch kind {
        case .connection: return false
        case .variable: return SensitiveNames.isSensitive(key)
        case .config:
            guard let option = OptionName.option(spelledBy: key) else { return false }
            return SensitiveOptions(rules: rules).contains(option) && !option.name.hasSuffix("args")
        }
    }
}
