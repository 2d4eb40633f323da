import AirflowModel
import Declarations
import SyncModel

extension ImportCandidate {
    /// The value of a field by its name in a meaning; nil where there is none.
    func value(_ name: String) -> JSONValue? {
        switch payload {
        case .text(let text): return name == "value" ? .text(text.reveal()) : description.map { .text($0) }
        case .connection(let connection):
            let text: String?
            switch name {
            case "conn_type": text = connection.connType
            case "description": text = connection.description
            case "host": text = connection.host
            case "login": text = connection.login
            case "password": text = connection.password?.reveal()
            case "schema": text = connection.schema
            case "port": return connection.port.map { .number(String($0)) }
            default:
                let extra = connection.extra.flatMap { try? PythonJSON.parse($0.reveal()) }?.object
                return extra?[name.dropping(prefix: "extra.") ?? name]
            }
            return text.flatMap { $0.isEmpty ? nil : .text($0) }
        }
    }
}

/// Finds, for the changed fields of one entry, the edits of its declaration, and what only its author can do.
struct DriftEdits {
    /// Whether secrets may be written out because the user asked for it by that word.
    let writesSecrets: Bool

    /// The folder of the environment's own declarations; empty where there is no overlay, and every file is its own.
    let folder: String
    let rules: AirflowRules
    private(set) var edits: [(field: String, edit: DeclarationEdit)] = []
    private(set) var byHand: [(place: SourceLocation, reason: String, fix: String)] = []

    init(writesSecrets: Bool, folder: String = "", rules: AirflowRules = .current) {
        self.writesSecrets = writesSecrets
        self.folder = folder
        self.rules = rules
    }

    mutating func take(_ names: [String], of held: ImportCandidate, declaredAt node: LocatedValue) {
        find(names, of: held, declaredAt: node)
        func isOwn(_ edit: DeclarationEdit) -> Bool { edit.location.file.begins(with: folder) }
        let isWhole = byHand.isEmpty
        guard !isWhole || !edits.allSatisfy({ isOwn($0.edit) }) else { return }
        // Half of an entry's changes would make the rest a conflict.
        let together = isWhole ? "what all environments share" : "what can be changed by hand only"
        for (field, edit) in edits {
            let name = field == "value" ? "its value" : "`\(field)`"
            let place = folder + ImportLayout.folder(of: held.id)
            let fix = "declare it below \(place)/, where it replaces what stands here"
            byHand.append(
                isOwn(edit)
                    ? (edit.location, "\(name) changed together with \(together)", "change it here too")
                    : (edit.location, "\(name) changed in this environment, and the file counts in all of them", fix))
        }
        edits = []
    }

    private mutating func find(_ names: [String], of held: ImportCandidate, declaredAt node: LocatedValue) {
        for name in names.sorted() {
            if let text = node.text, text.begins(with: Reference.prefix) {
                reference(text, at: node.location)
            } else if name == "description", !writesSecrets, let looks = held.secretInDescription {
                let fix = "take the secret out of it in Akeyless, or run lockstep apply --overwrite-drift"
                byHand.append((node.location, "its description changed, and looks like \(looks)", fix))
            } else if held.id.kind == .connection, node.members == nil {
                let fix = "write it as a mapping of fields with what Akeyless holds, or run apply --overwrite-drift"
                byHand.append((node.location, "`\(name)` changed, and the connection is declared as a URI", fix))
            } else if held.id.kind == .connection, name.begins(with: "extra.") {
                member(name, of: held, declaredAt: node)
            } else if node.members != nil, held.id.kind == .connection || node.member("value") != nil {
                field(name, of: held, in: node)
            } else if name == "value" {
                replace(node, name, held)
            } else {
                let fix = "declare `value` and `description` of it"
                byHand.append((node.location, "its description changed", fix))
            }
        }
    }

    /// A field of a connection, or `value` and `description` of anything else.
    private mutating func field(_ name: String, of held: ImportCandidate, in node: LocatedValue) {
        if let member = node.member(name) {
            replace(member.value, name, held)
        } else if let value = held.value(name) {
            edits.append((name, .insert(into: node, name: name, written(value, name, held))))
        }
    }

    private mutating func member(_ name: String, of held: ImportCandidate, declaredAt node: LocatedValue) {
        let key = name.dropping(prefix: "extra.") ?? name
        guard let extra = node.member("extra") ?? node.member("extra_dejson") else {
            guard let value = held.value(name) else { return }
            let object = JSONValue.object([JSONString(key): written(value, name, held)])
            return edits.append((name, .insert(into: node, name: "extra", object)))
        }
        guard extra.value.members != nil else {
            if let text = extra.value.text, text.begins(with: Reference.prefix) {
                return reference(text, at: extra.value.location)
            }
            let fix = "write extra as a mapping, or change its text to what Akeyless holds"
            return byHand.append((extra.value.location, "a member of extra changed, which is declared as text", fix))
        }
        switch (extra.value.member(key), held.value(name)) {
        case (let member?, _?): replace(member.value, name, held)
        case (nil, let value?): edits.append((name, .insert(into: extra.value, name: key, written(value, name, held))))
        case (let member?, nil): edits.append((name, .remove(member)))
        case (nil, nil): break
        }
    }

    private mutating func replace(_ node: LocatedValue, _ name: String, _ held: ImportCandidate) {
        if let text = node.text, text.begins(with: Reference.prefix), !text.hasPrefix("ref+text://") {
            return reference(text, at: node.location)
        }
        guard node.members == nil, node.elements == nil else {
            let fix = "change it to what Akeyless holds (lockstep get … --reveal shows it), or use ref+kept://"
            return byHand.append((node.location, "`\(name)` changed, which is declared as a structure", fix))
        }
        // An empty text means the same as no field; a port has null for that.
        let value = held.value(name) ?? (name == "port" ? .null : .text(""))
        edits.append((name, .replace(node, written(value, name, held))))
    }

    private mutating func reference(_ text: String, at place: SourceLocation) {
        let name = (try? Reference.parse(text))??.name ?? "a reference"
        byHand.append(
            (
                place, "the value that \(name) stands for was changed in Akeyless",
                "change the value behind \(name) to the new one, or write ref+kept:// here to leave it to Akeyless"
            ))
    }

    /// The new value as the file may hold it: a secret stays in Akeyless.
    private func written(_ value: JSONValue, _ name: String, _ held: ImportCandidate) -> JSONValue {
        let isSecret: Bool =
            switch (held.id.kind, name) {
            case (.connection, "description"), (.connection, "host"), (.connection, "login"), (.connection, "schema"):
                !held.isPlain(name)
            case (_, "description"): false
            case (.connection, "password"): true
            case (.connection, _) where name.begins(with: "extra."):
                SecretParts.isSecret(JSONString(name.dropping(prefix: "extra.") ?? name), value)
            case (.connection, _): false
            default:
                held.id.namesSecret(rules: rules) || SecretParts.isSecret(JSONString(held.id.key), value)
                    || value.text.flatMap { SecretLikeness.reason(for: $0) } != nil
            }
        if isSecret, !writesSecrets, value != .text("") { return .text("ref+kept://") }
        if let text = value.text, text.begins(with: Reference.prefix) { return .text("ref+text://" + text) }
        return value
    }
}
