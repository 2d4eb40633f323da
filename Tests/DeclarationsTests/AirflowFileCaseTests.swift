import AirflowModel
import SyncModel
import Testing

@testable import Declarations

/// More of what Airflow 3.3 made of files, beyond the recorded vectors.
@Suite struct AirflowFileCaseTests {
    private func parsed(_ text: String) throws -> ParsedFile {
        try DeclarationFileReader.readAsAirflow(Array(text.utf8), file: "f.yaml")
    }

    @Test func keysThatBecomeEqualAsTextAreBothWritten() throws {
        let (variables, _) = try AirflowTextFile.imported(try parsed("a: {1: x, '1': y}\n"))
        #expect(variables.map(\.value) == [Secret("{\n  \"1\": \"x\",\n  \"1\": \"y\"\n}")])
    }

    /// Rows of the database as `key=value` or `key=value (description)`, and how many variables failed.
    @Test(
        arguments: [
            ("a: {1: x}", [#"a={"1": "x"}"#], 0), ("a: {no: x}", [#"a={"false": "x"}"#], 0),
            ("a: {true: x, ~: y, 1.5: z}", [#"a={"true": "x", "null": "y", "1.5": "z"}"#], 0),
            ("a: [{1.0e+22: x}]", [#"a=[{"1e+22": "x"}]"#], 0), ("a: {.nan: x}", [#"a={"NaN": "x"}"#], 0),
            ("a: {value: {1: x}}", [#"a={"1": "x"}"#], 0), ("a: {2020-01-01: x}", [], 1),
            ("07: v", ["7=v"], 0), ("1: {value: x}", ["1=x"], 0), ("1:30: v", ["90=v"], 0), ("yes: v", ["1=v"], 0),
            ("1.0e+3: v", ["1000.0=v"], 0), ("1.5: v", ["1.5=v"], 0), ("-0.0: v", ["0.0=v"], 0),
            ("1e3: v", ["1e3=v"], 0),
            ("1.0e+15: v", ["1.0e+15=v"], 0), ("100000000000000.0: v", ["100000000000000.0=v"], 0),
            ("0.30000000000000004: v", ["0.3=v"], 0), ("9999999999999999.0: v", ["1.0e+16=v"], 0),
            ("1.0e+22: v", ["1.0e+22=v"], 0), ("0.00001: v", ["1.0e-05=v"], 0), (".inf: v", ["Inf=v"], 0),
            (".nan: v", [], 1), ("~: v", [], 1), ("9223372036854775808: v", [], 1),
            ("2020-01-01: v", ["2020-01-01=v"], 0),
            ("2020-01-01: v\n2020-01-02: w", ["2020-01-01=v", "2020-01-02=w"], 0),
            ("1: a\n'1': b", ["1=b"], 0), ("7: a\n'7': b\n07: c", ["7=b"], 0),
            ("\"a\\n\": x\na: y", ["a=y", "a\n=x"], 0),
            ("a: {value: x, description: 5}", ["a=x (5)"], 0), ("a: {value: x, description: true}", ["a=x (1)"], 0),
            ("a: {value: x, description: 1.0e+16}", ["a=x (1.0e+16)"], 0),
            ("a: {value: x, description: 2020-01-01}", ["a=x (2020-01-01)"], 0),
            ("a: {value: x, description: .nan}", ["a=x"], 0), ("a: {value: x, description: ~}", ["a=x"], 0),
            ("a: {value: x, description: ''}", ["a=x ()"], 0), ("a: {value: x, description: [1]}", [], 1),
            ("a: {value: x, description: {}}\nb: y", ["b=y"], 1),
            ("a: {value: x, description: 12345678901234567890}", [], 1),
            ("a: {b: 2020-01-01}\nz: 1", ["z=1"], 1), ("a: !!set {b}\nz: 1", ["z=1"], 1),
            ("a: !!omap [b: 1]", [#"a=[["b", 1]]"#], 0),
        ] as [(String, [String], Int)])
    func theImportStoresVariables(_ text: String, _ rows: [String], _ failures: Int) throws {
        let (variables, failed) = try AirflowTextFile.imported(try parsed(text))
        let found = try variables.map { variable in
            let value = variable.value.reveal()
            let shown = try variable.isJSON ? PythonJSON.dumps(PythonJSON.parse(value)) : value
            return "\(variable.key.text ?? "")=\(shown)" + (variable.description.map { " (\($0))" } ?? "")
        }
        #expect(found.sorted() == rows.sorted())
        #expect(failed.count == failures)
    }

    /// The id and the fields that are not null; nil where the file fails.
    @Test(
        arguments: [
            ("k: {conn_type: x, extra: {1: a}}", ["k", "conn_type=x", #"extra={"1": "a"}"#]),
            ("k: {extra: {true: a, ~: b, 1.5: c}}", ["k", #"extra={"true": "a", "null": "b", "1.5": "c"}"#]),
            ("k: {extra_dejson: {1: a}}", ["k", #"extra={"1": "a"}"#]), ("k: {1: a}", nil),
            ("1: {conn_id: 1, login: u}", ["-", "login=u"]), ("1: {conn_id: true, login: u}", ["-", "login=u"]),
            ("1: {conn_id: '1'}", nil), ("'1': {conn_id: 1}", nil), ("k: {conn_id: ~}", nil),
            ("k: {conn_id: [k]}", nil),
            ("\"a\\n\": {login: u}", ["a", "login=u"]), ("\"a\\n\": {conn_id: a}", nil),
            ("\"a\\n\": {conn_id: \"a\\n\", login: u}", ["a", "login=u"]),
            ("2020-01-01: {login: u}", ["-", "login=u"]),
            ("k: {host: 2020-01-01, login: u}", ["k", "login=u", "host:date"]),
            ("k: {description: !!binary aGk=}", ["k", "description:binary value"]),
            ("k: {conn_type: 2020-01-01, host: !!set {a}}", ["k", "conn_type:date", "host:set"]),
            ("k: {password: 2020-01-01}", nil), ("k: {extra: 2020-01-01}", nil), ("k: {extra: {a: 2020-01-01}}", nil),
            ("k: {extra: {2020-01-01: a}}", nil), ("k: {extra_dejson: 2020-01-01}", nil),
            ("k: {conn_id: 2020-01-01}", nil), ("k: {uri: 2020-01-01}", nil),
            ("k: {uri: 'x://h', host: 2020-01-01}", nil),
        ] as [(String, [String]?)])
    func connectionsAreRead(_ text: String, _ expected: [String]?) {
        let entries = (try? parsed(text)).flatMap { try? AirflowConnectionFile.entries(of: $0) }
        let found = entries?.map { entry -> [String] in
            [entry.connectionID ?? "-"]
                + entry.fields.named.filter { !$0.value.isNull }.map { "\($0.name)=\($0.value.text ?? "?")" }
                + entry.foreign.map { "\($0):\($1)" }.sorted()
        }
        #expect(found?.first == expected)
        for entry in entries ?? [] where !entry.foreign.isEmpty { #expect(entry.connection == nil) }
    }
}
