import Foundation
import SyncModel
import Testing

@testable import AirflowModel

/// One case recorded from a real Airflow.
struct VectorCase: Sendable, CustomTestStringConvertible {
    let object: JSONObject

    var id: String { object["id"]?.text ?? "?" }
    var rule: String { object["rule"]?.text ?? "?" }
    var testDescription: String { "\(rule) \(id)" }

    subscript(name: String) -> JSONValue { object[name] ?? .null }

    func text(_ name: String) throws -> String { try #require(self[name].text) }

    /// The recorded outcome of a release: its own where it differs from Airflow 3.3's.
    func outcome(of rules: AirflowRules) -> JSONObject {
        rules == .airflow2 ? self["airflow_2_11"].object ?? object : object
    }
}

extension AirflowRules {
    static let airflow2 = AirflowRules(version: ReleaseVersion(2, 11, 2))
    static let recorded = [current, airflow2]
}

enum Vectors {
    static func cases(_ name: String) -> [VectorCase] {
        guard case .array(let cases) = file(name)["cases"] else { return [] }
        return cases.compactMap { $0.object.map(VectorCase.init) }
    }

    static func file(_ name: String) -> JSONObject {
        let url = Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Vectors")
        guard let url, let data = try? Data(contentsOf: url) else { return JSONObject() }
        return (try? PythonJSON.parse(String(decoding: data, as: UTF8.self)))?.object ?? JSONObject()
    }
}

/// Whether a value is the recorded one: numbers by what Python reads, `$repr` by Python's rendering, objects in any order.
func isRecorded(_ actual: JSONValue, as expected: JSONValue) -> Bool {
    if let representation = expected.object?["$repr"]?.text {
        return representation == PythonJSONWriter.text(of: actual, layout: .representation)
    }
    switch (actual, expected) {
    case (.number(let a), .number(let b)): return PythonNumber.dumped(a) == PythonNumber.dumped(b)
    case (.array(let a), .array(let b)):
        return a.count == b.count && zip(a, b).allSatisfy { isRecorded($0, as: $1) }
    case (.object(let a), .object(let b)):
        return a.members.count == b.members.count
            && b.members.allSatisfy { member in
                let own = a.members.first { $0.name == member.name }
                return own.map { isRecorded($0.value, as: member.value) } ?? false
            }
    default: return actual == expected
    }
}

extension ConnectionFields {
    /// The names of the fields that differ from the recorded ones.
    func differences(from expected: JSONObject) -> [String] {
        named.compactMap { name, value in isRecorded(value, as: expected[name] ?? .null) ? nil : name }
    }
}

@Suite struct VectorFileTests {
    @Test(arguments: [
        "backend_read", "canonical", "config_lookup", "conn_ids", "env_vars", "from_json", "team_paths", "uri_build",
        "uri_parse",
    ])
    func everyFileHasCases(_ name: String) {
        #expect(Vectors.cases(name).count > 20)
    }
}
