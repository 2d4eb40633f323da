import AirflowModel
import Declarations
import Planning
import SyncModel

/// Makes the text that is stored for a declared entry, with the fields that Akeyless keeps.
struct PayloadComposer: Sendable {
    let rules: AirflowRules
    let encoding: TextEncoding

    /// - Parameter current: what Akeyless holds now; needed where a field is kept.
    /// - Throws: ``PayloadProblem`` when there is nothing to keep, or not all of it.
    func text(_ payload: DesiredPayload, keptFrom current: Secret?) throws(PayloadProblem) -> Secret {
        if let current, case .declared(let declared) = payload.content {
            let kind: EntryKind = if case .connection = declared { .connection } else { .variable }
            let missing = MeaningReader(rules: rules).fields(payload.kept, missingIn: current, kind: kind)
            guard missing.isEmpty else { throw .keptMissing(missing) }
        }
        let takenOver = payload.takenOver
        if !takenOver.isEmpty, let current, let text = text(payload.content, taking: takenOver, from: current) {
            return text
        }
        guard payload.kept.isEmpty else { throw .nothingToKeep }
        return text(payload.content)
    }

    private func text(_ content: DesiredPayload.Content) -> Secret {
        switch content {
        case .declared(.text(let text)): CanonicalText.text(text, encoding: encoding)
        case .declared(.connection(let connection)): CanonicalText.connection(connection)
        case .stored(let text): text
        }
    }

    /// The text with some fields of the present one; nil where Airflow could not read that.
    private func text(_ content: DesiredPayload.Content, taking fields: Set<String>, from current: Secret) -> Secret? {
        switch content {
        case .declared(.text), .stored: return fields.contains("value") ? current : text(content)
        case .declared(.connection(let connection)):
            guard let held = BackendReader(rules: rules).connection(stored: current).connection else { return nil }
            return CanonicalText.connection(connection.filling(fields, from: held))
        }
    }
}

/// Why a stored text cannot be made.
enum PayloadProblem: Error, CustomStringConvertible {
    /// There is no item to keep anything of.
    case nothingToKeep

    /// Fields that the item does not hold, by the names of meanings; all of them where nothing can be read.
    case keptMissing(Set<String>)

    /// In the words of a plan that finds out before.
    var description: String {
        switch self {
        case .nothingToKeep: ChangeReason(.nothingToKeep).text
        case .keptMissing(let names): ChangeReason(.keptMissing, detail: names.sorted().joined(separator: ", ")).text
        }
    }
}

extension Connection {
    /// This connection with the kept fields taken from what Akeyless holds.
    func filling(_ kept: Set<String>, from held: Connection) -> Connection {
        var filled = self
        for name in kept.sorted() {
            switch name {
            case "conn_type": filled.connType = held.connType
            case "description": filled.description = held.description
            case "host": filled.host = held.host
            case "login": filled.login = held.login
            case "password": filled.password = held.password
            case "schema": filled.schema = held.schema
            case "port": filled.port = held.port
            case "extra": filled.extra = held.extra
            default: filled.keepExtraMember(name.dropping(prefix: "extra.") ?? name, from: held)
            }
        }
        return filled
    }

    private mutating func keepExtraMember(_ member: String, from held: Connection) {
        guard let value = Self.object(held.extra)[member] else { return }
        var object = Self.object(extra)
        object[member] = value
        extra = Secret(PythonJSON.canonical(.object(object)))
    }

    private static func object(_ text: Secret?) -> JSONObject {
        text.flatMap { try? PythonJSON.parse($0.reveal()) }?.object ?? JSONObject()
    }
}
