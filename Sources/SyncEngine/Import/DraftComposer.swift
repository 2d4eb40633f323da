import AirflowModel
import Declarations
import SyncModel

/// Turns entries into declarations, with their secrets where the user wants them.
struct DraftComposer {
    let form: SecretForm

    /// Where encrypted values go, by ``ImportLayout/folder(of:)``, relative to the folder that is written to.
    let encryptedFiles: [String: String]

    /// The values for encrypted files, by the same folders.
    private(set) var sealed: [String: JSONObject] = [:]

    /// The names for variables, each with the field that it is for.
    private(set) var variables: [(name: String, field: String)] = []
    private var usedNames: Set<String>

    init(form: SecretForm, encryptedFiles: [String: String] = [:], usedNames: Set<String> = []) {
        self.form = form
        self.encryptedFiles = encryptedFiles
        self.usedNames = usedNames
    }

    mutating func draft(_ candidate: ImportCandidate) -> EntryDraft {
        var draft = EntryDraft(candidate: candidate, value: .null)
        if form != .plaintext { draft.exposed = candidate.secretInDescription }
        switch candidate.payload {
        case .connection(let connection): draft.value = .object(fields(of: connection, &draft))
        case .text(let text):
            let value = secret(text, ["value"], &draft)
            draft.value =
                candidate.description.map { .object(["value": value, "description": .text($0)]) } ?? value
        }
        return draft
    }

    private mutating func fields(of connection: Connection, _ draft: inout EntryDraft) -> JSONObject {
        var fields = JSONObject()
        func isShown(_ name: String) -> Bool { form == .plaintext || draft.candidate.isPlain(name) }
        fields["conn_type"] = connection.connType.map { .text(ConnectionType.normalized($0)) }
        for (name, text) in [("host", connection.host), ("login", connection.login)] {
            guard let text, !text.isEmpty else { continue }
            fields[name] = isShown(name) ? literal(text) : secret(Secret(text), [name], &draft)
        }
        if let password = connection.password, !password.isEmpty {
            fields["password"] = secret(password, ["password"], &draft)
        }
        if let schema = connection.schema, !schema.isEmpty {
            fields["schema"] = isShown("schema") ? literal(schema) : secret(Secret(schema), ["schema"], &draft)
        }
        fields["port"] = connection.port.map { .number(String($0)) }
        if let extra = connection.extra, !extra.isEmpty { fields["extra"] = self.extra(extra, &draft) }
        if let text = connection.description, !text.isEmpty {
            fields["description"] =
                isShown("description") ? literal(text) : secret(Secret(text), ["description"], &draft)
        }
        return fields
    }

    /// Members one by one where that says the same; else the text of the whole, which is kept to the letter.
    private mutating func extra(_ text: Secret, _ draft: inout EntryDraft) -> JSONValue? {
        guard let parsed = try? PythonJSON.parse(text.reveal()), let object = parsed.object,
            var secrets = SecretParts.members(ofExtra: parsed)
        else { return secret(text, ["extra"], &draft) }
        if object.isEmpty { return nil }
        if form == .plaintext { return written(.object(object)) }
        let referenced = draft.candidate.referenced
        guard referenced.isDisjoint(with: ["extra", "*"]) else { return secret(text, ["extra"], &draft) }
        secrets.formUnion(
            object.members.map(\.name).filter { name in name.text.map { referenced.contains("extra.\($0)") } ?? false })
        let areTexts = object.members.allSatisfy { !secrets.contains($0.name) || $0.value.text != nil }
        // Only Akeyless itself keeps members that are no text; elsewhere a reference gives text. Beside references no
        // number keeps a spelling that YAML does not have.
        guard form == .kept || areTexts, secrets.isEmpty || YAMLText.canHold(parsed) else {
            return secret(text, ["extra"], &draft)
        }
        var members = JSONObject()
        for member in object.members {
            guard let name = member.name.text else { return secret(text, ["extra"], &draft) }
            members[name] =
                secrets.contains(member.name)
                ? secret(Secret(member.value.text ?? ""), ["extra", name], &draft) : escaped(member.value)
        }
        return written(.object(members))
    }

    /// As YAML where that can hold it exactly, else as the text of the JSON.
    private func written(_ extra: JSONValue) -> JSONValue {
        YAMLText.canHold(extra) ? extra : .text(PythonJSON.canonical(extra))
    }

    private func literal(_ text: String) -> JSONValue {
        .text(text.begins(with: Reference.prefix) ? "ref+text://" + text : text)
    }

    /// Texts at any depth that would be taken for references.
    private func escaped(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let string): string.text.map(literal) ?? value
        case .array(let elements): .array(elements.map(escaped))
        case .object(let object): .object(JSONObject(object.members.map { .init($0.name, escaped($0.value)) }))
        default: value
        }
    }
}

extension DraftComposer {
    /// What stands in the place of a secret; `field` is its name, for members of extra in two parts.
    private mutating func secret(_ value: Secret, _ field: [String], _ draft: inout EntryDraft) -> JSONValue {
        // An empty text hides nothing: SOPS has nothing to encrypt, and no variable can stand for it.
        guard form != .plaintext, !value.isEmpty else { return literal(value.reveal()) }
        draft.secretFields.append(field.joined(separator: "."))
        let reference: Reference
        switch form {
        case .kept, .plaintext: reference = Reference(scheme: .kept, target: "")
        case .env: reference = Reference(scheme: .env, target: variable(draft.id, field))
        case .sops, .age:
            reference = sealedReference(value, draft.id, field)
        }
        if form != .kept { draft.values[reference] = value }
        return .text(reference.text)
    }

    /// `CONN_WAREHOUSE_PASSWORD`, `VAR_SALES_REGION`: the kind first, so that no name is one that Lockstep refuses.
    private mutating func variable(_ id: EntryID, _ field: [String]) -> String {
        let kind =
            switch id.kind {
            case .connection: "CONN"
            case .variable: "VAR"
            case .config: "CONFIG"
            }
        let parts = [kind, id.team, id.key].compactMap(\.self) + (id.kind == .connection ? field : [])
        let plain = parts.map { part in
            String(part.uppercased().unicodeScalars.map { isNameScalar($0) ? Character($0) : "_" })
        }.joined(separator: "_")
        var name = plain
        var number = 2
        while !usedNames.insert(name).inserted {
            name = "\(plain)_\(number)"
            number += 1
        }
        variables.append((name, "\(id.selector) \(field.joined(separator: "."))"))
        return name
    }

    private func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "A"..."Z", "0"..."9", "_": true
        default: false
        }
    }

    private mutating func sealedReference(_ value: Secret, _ id: EntryID, _ field: [String]) -> Reference {
        let folder = ImportLayout.folder(of: id)
        let parts = [id.key] + (id.kind == .connection ? field : [])
        // SOPS leaves what stands below a name with this ending as it is.
        let names = parts.map { $0.hasSuffix("_unencrypted") ? $0 + "_" : $0 }
        sealed[folder, default: JSONObject()].insert(.text(value.reveal()), at: names[...])
        let pointer = names.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
        return Reference(
            scheme: form == .age ? .age : .sops, target: encryptedFiles[folder] ?? "", pointer: JSONPointer(pointer))
    }
}

extension JSONObject {
    /// Puts a value below these names and makes the objects on the way.
    fileprivate mutating func insert(_ value: JSONValue, at names: ArraySlice<String>) {
        guard let first = names.first else { return }
        guard names.count > 1 else {
            self[first] = value
            return
        }
        var inner = self[first]?.object ?? JSONObject()
        inner.insert(value, at: names.dropFirst())
        self[first] = .object(inner)
    }
}
