import AirflowModel
import Declarations
import SyncModel

/// An entry as Airflow reads it today, from Akeyless or from an export: what a declaration of it has to say.
struct ImportCandidate: Sendable {
    var id: EntryID
    var path: ItemPath
    var payload: Payload

    /// The item's description; a connection's own is part of its payload.
    var description: String?

    /// The texts of host, login and schema that a file may hold.
    var plain: [String: String]

    /// The fields that the project itself declares by reference, `*` for all of them: whatever their names, they are
    /// secret.
    var referenced: Set<String> = []

    /// What Akeyless holds; nil for an entry of an export.
    var stored: Secret?

    /// Whether a field may stand in a file in plain text.
    func isPlain(_ field: String) -> Bool {
        guard let text = field == "description" ? connection?.description : plain[field] else { return false }
        return referenced.isDisjoint(with: [field, "*"]) && SecretLikeness.certainReason(for: text) == nil
    }

    /// What the item's description looks like if it holds a secret: it can be no reference, so it would stand in the file.
    var secretInDescription: String? {
        description.flatMap { SecretLikeness.certainReason(for: $0) }
    }

    var connection: Connection? {
        if case .connection(let connection) = payload { connection } else { nil }
    }

    /// What the declaration must mean under the rule that it ends up with.
    func meaning(_ reader: MeaningReader, _ rule: ComparisonRule) -> EntryMeaning {
        guard let stored else { return reader.meaning(of: payload, description: description, rule: rule) }
        return reader.meaning(ofStored: stored, kind: id.kind, description: description, rule: rule)
    }
}
