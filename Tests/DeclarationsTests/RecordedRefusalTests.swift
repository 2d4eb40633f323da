import AirflowModel
import Foundation
import SyncModel
import TestSupport
import Testing

@testable import Declarations

/// What is refused as a declaration although Airflow reads it: exactly the recorded cases that the documentation names.
@Suite struct RecordedRefusalTests {
    @Test func ofTheConnectionsThatAirflowBuildsExactlyTheNamedOnesAreRefused() throws {
        try expectRefusals("ub", try recorded("uri_build").filter { $0["uri"] != nil }) { vector in
            ["connections/a.json": object("c", vector["fields"])]
        }
    }

    @Test func ofTheTextsOfConnectionsThatAirflowReadsExactlyTheNamedOnesAreRefused() throws {
        try expectRefusals("fj", try recorded("from_json").filter { $0["fields"] != nil }) { vector in
            ["connections/a.json": #"{"c": \#(vector["json"]?.text ?? "")}"#]
        }
    }

    @Test func ofTheIdsThatAirflowKeepsExactlyTheNamedOnesAreRefused() throws {
        try expectRefusals("id", try recorded("conn_ids").filter { $0["sanitized"]?.isNull == false }) { vector in
            ["connections/a.json": object(vector["conn_id"]?.text ?? "", .object(["conn_type": .text("http")]))]
        }
    }

    @Test func ofTheValuesThatAirflowHoldsExactlyTheNamedOnesAreRefused() throws {
        try expectRefusals("ca", try recorded("canonical")) { vector in
            let kind = vector["kind"]?.text ?? ""
            let value = vector["declared"] ?? .object(["value": vector["declared_json"] ?? .null])
            return ["\(kind == "config" ? kind : kind + "s")/a.json": object("c", value)]
        }
    }

    private func recorded(_ name: String) throws -> [JSONValue] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../AirflowModelTests/Vectors/\(name).json")
        let cases = try PythonJSON.parse(String(decoding: try Data(contentsOf: file), as: UTF8.self))["cases"]?.elements
        return try #require(cases)
    }

    private func object(_ key: String, _ value: JSONValue?) -> String {
        PythonJSON.dumps(.object(JSONObject([.init(JSONString(key), value ?? .null)])))
    }

    private func expectRefusals(
        _ family: String, _ cases: [JSONValue], _ files: (JSONValue) -> [String: String]
    ) throws {
        var found: [String: Set<String>] = [:]
        for vector in cases {
            for code in Set(load(files(vector)).diagnostics.errors.map(\.code)) {
                found[code, default: []].insert(vector["id"]?.text ?? "")
            }
        }
        #expect(found == (try refusedRecordings(family)))
    }
}
