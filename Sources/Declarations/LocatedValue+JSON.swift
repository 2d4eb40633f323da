package import AirflowModel
import SyncModel

extension LocatedValue {
    /// The value as Python's `json.dumps` writes it, of repeated members the last one.
    /// - Throws: The place of what it cannot write: a date, a binary value.
    package func jsonValue() throws(FileProblem) -> JSONValue {
        switch content {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .integer(let digits): return .number(digits)
        case .float(let value): return .number(Self.source(of: value))
        case .text(let text): return .text(text)
        case .brokenText(let text): return .string(text)
        case .list(let elements):
            var values: [JSONValue] = []
            for element in elements { values.append(try element.jsonValue()) }
            return .array(values)
        case .mapping:
            var members: [JSONObject.Member] = []
            for member in effectiveMembers {
                members.append(.init(try member.key.dumpedName(), try member.value.jsonValue()))
            }
            return .object(JSONObject(writing: members))
        case .foreign(let name):
            throw FileProblem(
                .needsQuotes, "YAML reads this as a \(name), which Airflow cannot hold", at: location,
                hint: "write the value in quotes")
        }
    }

    /// The same, where every name is text: nobody expects the names that Python makes of numbers, booleans and null.
    /// - Throws: Also the place of a name that is no text.
    package func jsonValueOfTextNames() throws(FileProblem) -> JSONValue {
        try refuseOtherNames()
        return try jsonValue()
    }

    private func refuseOtherNames() throws(FileProblem) {
        for element in elements ?? [] { try element.refuseOtherNames() }
        for member in effectiveMembers {
            _ = try member.key.memberName()
            try member.value.refuseOtherNames()
        }
    }

    /// The name that `json.dumps` gives to a member: text, or the JSON text of a number, a boolean or null.
    private func dumpedName() throws(FileProblem) -> JSONString {
        switch content {
        case .null, .bool, .integer, .float: JSONString(PythonJSON.dumps(try jsonValue()))
        case .brokenText(let text): text
        case .text, .list, .mapping, .foreign: JSONString(try memberName())
        }
    }

    /// The name that a key gives to a member of a declaration, where it must be text.
    package func memberName() throws(FileProblem) -> String {
        if let text { return text }
        throw FileProblem(
            .keyNotText, "a name must be text, not \(kindName)", at: location, hint: "write the name in quotes")
    }

    /// Python's words for what a Swift description cannot say.
    private static func source(of value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        return value.description
    }
}
