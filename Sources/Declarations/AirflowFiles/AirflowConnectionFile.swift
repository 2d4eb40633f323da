package import AirflowModel
import SyncModel

/// What Airflow's own readers make of a file of connections; one bad entry fails the whole file.
package enum AirflowConnectionFile {
    /// One connection under the key that the file gives it.
    package struct Entry: Sendable {
        package var key: LocatedValue

        /// The id that the connection has in Airflow; nil where the key is none, which Airflow does not report.
        package var connectionID: String?
        package var fields: ConnectionFields

        /// The fields that hold a Python object which is no JSON, such as a date, by its name; null among `fields`.
        package var foreign: [String: String] = [:]

        /// The connection, if every field has the type that tasks expect.
        package var connection: Connection? { foreign.isEmpty ? fields.connection : nil }
    }

    /// The connections of a file as `LocalFilesystemBackend` and `airflow connections import` read them.
    package static func entries(
        of file: ParsedFile, rules: AirflowRules = .current
    ) throws(FileProblem) -> [Entry] {
        if file.format == .env { try refuseRepetitions(in: file.root) }
        var entries: [Entry] = []
        for member in file.root.effectiveMembers {
            guard let value = try single(member.value) else { continue }
            let id = member.key.text.flatMap { ConnectionID.sanitized($0, rules: rules) }
            let foreign = foreignFields(of: value)
            let fields = try fields(of: value, foreign, key: member.key, rules: rules)
            entries.append(Entry(key: member.key, connectionID: id, fields: fields, foreign: foreign))
        }
        return entries
    }

    /// A list of one stands for its element, an empty one for nothing at all.
    private static func single(_ value: LocatedValue) throws(FileProblem) -> LocatedValue? {
        guard let elements = value.elements else { return value }
        guard elements.count <= 1 else {
            throw FileProblem(
                .connectionShape, "a key must have one connection, not a list of them", at: value.location)
        }
        return elements.first
    }

    /// The arguments that the constructor keeps without a look.
    private static let keptAsGiven: Set = ["conn_type", "description", "host", "login", "schema", "port"]

    private static func foreignFields(of value: LocatedValue) -> [String: String] {
        var found: [String: String] = [:]
        for member in value.effectiveMembers {
            switch (member.key.text, member.value.content) {
            case (let name?, .foreign(let kind)) where keptAsGiven.contains(name): found[name] = kind
            default: break
            }
        }
        return found
    }

    private static func fields(
        of value: LocatedValue, _ foreign: [String: String], key: LocatedValue, rules: AirflowRules
    ) throws(FileProblem) -> ConnectionFields {
        if let uri = value.text {
            return try located(value) { () throws(AirflowModelError) in
                ConnectionFields(try ConnectionURI.parse(uri, rules: rules))
            }
        }
        guard value.members != nil else {
            throw FileProblem(.connectionShape, "a connection cannot be \(value.kindName)", at: value.location)
        }
        if let id = value.member("conn_id")?.value, id.keyIdentity != key.keyIdentity {
            throw FileProblem(.connID, "`conn_id` differs from the key", at: value.location)
        }
        let others = value.effectiveMembers.filter { member in
            member.key.text.map { $0 != "conn_id" && foreign[$0] == nil } ?? true
        }
        var arguments = try LocatedValue(.mapping(others), at: value.location).jsonValue().object ?? JSONObject()
        if let uri = arguments["uri"]?.text, !uri.isEmpty, foreign.keys.contains(where: { $0 != "description" }) {
            throw FileProblem(.uriWithFields, "a URI cannot be combined with other members", at: value.location)
        }
        if let decoded = arguments["extra_dejson"] {
            guard arguments["extra"] == nil else {
                throw FileProblem(
                    .extraTwice, "`extra` and `extra_dejson` exclude each other", at: value.location)
            }
            arguments["extra_dejson"] = nil
            arguments["extra"] = .text(PythonJSON.dumps(decoded))
        }
        let given = arguments
        return try located(value) { () throws(AirflowModelError) in
            try ConnectionFields(arguments: given, rules: rules)
        }
    }

    private static func located<T>(
        _ value: LocatedValue, _ body: () throws(AirflowModelError) -> T
    ) throws(FileProblem) -> T {
        do {
            return try body()
        } catch {
            throw FileProblem(.connectionShape, error.code.explanation, at: value.location)
        }
    }
}

/// A key given twice in a `.env` file collects into a list, which no reader takes.
func refuseRepetitions(in root: LocatedValue) throws(FileProblem) {
    var seen: Set<KeyIdentity> = []
    for member in root.members ?? [] where !seen.insert(member.key.keyIdentity).inserted {
        throw FileProblem(.duplicateKey, "the key is given twice", at: member.key.location)
    }
}
