import AirflowModel
import Declarations
import SyncModel

/// A declaration that is to be written: its text without secrets, and the secrets that it refers to.
struct EntryDraft: Sendable {
    var candidate: ImportCandidate
    var value: JSONValue

    /// The fields that are not written out, by the names of meanings.
    var secretFields: [String] = []

    /// What its description looks like, which would be in Git as it is.
    var exposed: String?

    /// What the references stand for, to prove that the declaration means what it should.
    var values: [Reference: Secret] = [:]

    var id: EntryID { candidate.id }
}

/// Which parts of an entry are secret; the rest is structure, which belongs into Git.
///
/// Secret are: the password; members of extra whose names Airflow masks, at any depth, and those that look like
/// credentials; host, login and schema where they may hold more than themselves; they and the description where they look
/// like credentials; every value of a variable or config option, since nothing tells which of them are harmless.
enum SecretParts {
    /// The members of extra that hold a secret, by name; nil where extra is no object and so secret as a whole.
    static func members(ofExtra extra: JSONValue) -> Set<JSONString>? {
        guard let object = extra.object else { return nil }
        return Set(object.members.filter { isSecret($0.name, $0.value) }.map(\.name))
    }

    /// Whether a value of this name holds a secret.
    static func isSecret(_ name: JSONString, _ value: JSONValue) -> Bool {
        switch value {
        case .null, .bool: false
        case .number: isSensitive(name)
        case .string(let string): !string.isEmpty && (isSensitive(name) || looksLikeCredentials(string.text ?? "@://"))
        case .array(let elements): elements.contains { isSecret(name, $0) }
        case .object(let object):
            object.members.contains { isSecret(isSensitive(name) ? name : $0.name, $0.value) }
        }
    }

    private static func isSensitive(_ name: JSONString) -> Bool { name.text.map(SensitiveNames.isSensitive) ?? true }

    /// A private key, a URI with user information, what a validation takes for a secret, or JSON with secret members.
    private static func looksLikeCredentials(_ text: String) -> Bool {
        if text.contains("-----BEGIN ") { return true }
        if let scheme = text.firstRange(of: "://"), text[scheme.upperBound...].contains("@") { return true }
        if SecretLikeness.certainReason(for: text) != nil { return true }
        guard text.hasPrefix("{"), let members = (try? PythonJSON.parse(text))?.object?.members else { return false }
        return members.contains { isSecret($0.name, $0.value) }
    }
}
