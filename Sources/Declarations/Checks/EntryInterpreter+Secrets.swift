import AirflowModel
import SyncModel

extension EntryInterpreter {
    /// Passwords that come with products and samples; finding one means that nobody has chosen one.
    private static let defaultPasswords: Set<String> = [
        "admin", "airflow", "changeme", "change_me", "default", "guest", "letmein", "pass", "password", "postgres",
        "root",
        "secret", "test", "123456", "12345678", "minioadmin",
    ]

    mutating func checkPassword(_ text: String, at location: SourceLocation) {
        guard !text.isEmpty, !isReference(text) else {
            if text.isEmpty { find(.emptyPassword, "Airflow reads an empty password as none", at: location) }
            return
        }
        find(
            .plainSecret, "the password is written in the file in plain text", at: location,
            hint: "use a reference such as ref+env://NAME, or ref+kept:// to leave it to Akeyless")
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
            plainMember(name, at: location)
        }
    }

    /// Members of extra whose names Airflow masks in its logs hold secrets, at any depth.
    mutating func checkMembers(of extra: LocatedValue) {
        for member in extra.effectiveMembers {
            guard let name = member.key.text else { continue }
            if let text = member.value.text, !text.isEmpty, !isReference(text), SensitiveNames.isSensitive(name) {
                plainMember(name, at: member.value.location)
            }
            checkMembers(of: member.value)
        }
        for element in extra.elements ?? [] { checkMembers(of: element) }
    }

    private mutating func plainMember(_ name: String, at location: SourceLocation) {
        find(
            .plainSecret, "`\(escapedForTerminal(name))` in extra is written in the file in plain text", at: location,
            hint: "use a reference such as ref+env://NAME, or ref+kept:// to leave it to Akeyless")
    }

    private func isReference(_ text: String) -> Bool { text.utf8.starts(with: Reference.prefix.utf8) }
}
