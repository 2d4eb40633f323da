import SyncModel

/// How one field of an item would change, without giving a secret away.
package struct FieldDifference: Hashable, Sendable, Codable {
    package var name: String

    /// What Akeyless holds and what is declared; both nil for a secret field.
    package var before: String?
    package var after: String?
    package var secret: Bool

    /// Whether the declared side is a reference that was not resolved, so that it may or may not change.
    package var isUnknown: Bool

    package init(
        name: String, before: String? = nil, after: String? = nil, secret: Bool = true, isUnknown: Bool = false
    ) {
        self.name = name
        self.before = before
        self.after = after
        self.secret = secret
        self.isUnknown = isUnknown
    }

    private enum CodingKeys: String, CodingKey {
        case name, before, after, secret
        case isUnknown = "unknown"
    }

    /// The only fields whose text a report may ever show.
    package static let showable: Set<String> = ["conn_type", "host", "port", "schema", "login"]
}

extension FieldDifference {
    /// The fields of an item that is not there yet.
    static func creating(_ entry: DesiredEntry) -> [FieldDifference] {
        let known = entry.fingerprint.fields.keys.filter { !entry.isUnresolved($0) }
        return unknown(in: entry)
            .adding(known.map { name in shown(name, before: nil, after: entry.showableText(of: name)) })
    }

    /// The fields in which an item differs from its declaration.
    static func between(_ entry: DesiredEntry, and value: ObservedValue) -> [FieldDifference] {
        guard let observed = value.underDesired else { return unknown(in: entry) }
        let names = entry.fingerprint.differingFields(from: observed).filter { !entry.isUnresolved($0) }
        return unknown(in: entry)
            .adding(
                names.map { name in
                    guard entry.fingerprint.fields[name] != nil else { return removed(name) }
                    let after = entry.showableText(of: name)
                    if let before = value.shown[name], after != nil { return shown(name, before: before, after: after) }
                    return shown(name, before: nil, after: observed.lacks(name) ? after : nil)
                })
    }

    /// The fields in which an item differs from what was recorded, where no declaration is left.
    static func between(_ record: AppliedRecord, and observed: EntryFingerprint) -> [FieldDifference] {
        [].adding(
            record.fingerprint.differingFields(from: observed).map { name in
                record.fingerprint.fields[name] == nil ? removed(name) : FieldDifference(name: name)
            })
    }

    /// A field only Akeyless has: the names of members of `extra` are then not ours to publish.
    private static func removed(_ name: String) -> FieldDifference {
        FieldDifference(name: name.begins(with: "extra.") ? "extra" : name)
    }

    private static func shown(_ name: String, before: String?, after: String?) -> FieldDifference {
        guard let after, !(before ?? "").contains("@") else { return FieldDifference(name: name) }
        return FieldDifference(name: name, before: before, after: after, secret: false)
    }

    private static func unknown(in entry: DesiredEntry) -> [FieldDifference] {
        entry.unresolved.map { FieldDifference(name: $0, isUnknown: true) }
    }
}

extension [FieldDifference] {
    /// Both lists, each name once, in the order of names.
    fileprivate func adding(_ others: [FieldDifference]) -> [FieldDifference] {
        var seen: Set<String> = []
        return (self + others).filter { seen.insert($0.name).inserted }.sorted { $0.name < $1.name }
    }
}

extension DesiredEntry {
    /// Whether a field's reference was left unresolved, alone or with all of `extra` or the entry.
    func isUnresolved(_ name: String) -> Bool {
        unresolved.contains(name) || unresolved.contains("*")
            || (name.begins(with: "extra.") && unresolved.contains("extra"))
    }

    /// The literal of a field that may be shown; an `@` in a host could be a whole URI with its password.
    fileprivate func showableText(of name: String) -> String? {
        guard id.kind == .connection, FieldDifference.showable.contains(name), let text = shown[name] else {
            return nil
        }
        return name == "host" && text.contains("@") ? nil : text
    }
}

extension EntryFingerprint {
    /// Whether the meaning was readable and had no such field.
    fileprivate func lacks(_ name: String) -> Bool {
        fields[name] == nil && fields["unreadable"] == nil
    }
}
