import AirflowModel
import SyncModel
import Testing

@testable import Declarations

/// The reader layer against what Airflow 3.3 made of the same files.
@Suite struct AirflowFileVectorTests {
    static let cases: [JSONValue] = (try? vector("file_formats/expected.json"))?["files"]?.elements ?? []

    private func name(_ vector: JSONValue) throws -> (file: String, kind: String) {
        guard let file = vector["file"]?.text, let kind = vector["kind"]?.text else { throw BadFixture(what: "case") }
        return (file, kind)
    }

    private func read(_ file: String) throws -> ParsedFile {
        try DeclarationFileReader.readAsAirflow(try vectorBytes("file_formats/\(file)"), file: file)
    }

    @Test func allCasesAreThere() {
        #expect(Self.cases.count == 82)
    }

    @Test(arguments: cases)
    func theLocalFilesystemBackendReadsTheSame(_ vector: JSONValue) throws {
        let (file, kind) = try name(vector)
        let expected = vector["local_filesystem"]
        guard let entries = expected?["entries"]?.elements else {
            let problem = #expect(throws: FileProblem.self, "\(file)") { _ = try readEntries(file, kind) }
            expectLines(problem, expected, file)
            return
        }
        let found = try readEntries(file, kind)
        #expect(found.map(\.shown) == entries.map { Self.simplified($0).shown }, "\(file)")
    }

    private func readEntries(_ file: String, _ kind: String) throws -> [JSONValue] {
        let parsed = try read(file)
        switch kind {
        case "connections":
            return try AirflowConnectionFile.entries(of: parsed).map { entry in
                .object([
                    "key": try shown(entry.key), "conn_id": .text(entry.connectionID),
                    "connection": Self.shown(entry),
                ])
            }
        case "variables":
            return try AirflowTextFile.variables(of: parsed).map { try shown($0) }
        default:
            return try AirflowTextFile.options(of: parsed).map { try shown($0) }
        }
    }

    private func shown(_ entry: AirflowTextFile.Entry) throws -> JSONValue {
        .object(["key": try shown(entry.key), "value": try shown(entry.value)])
    }

    private func shown(_ value: LocatedValue) throws -> JSONValue {
        try value.isJSON ? value.jsonValue() : .text(value.representation)
    }

    private static func shown(_ entry: AirflowConnectionFile.Entry) -> JSONValue {
        let members = entry.fields.named.map { name, value in
            JSONObject.Member(JSONString(name), entry.foreign[name].map { JSONValue.text("<\($0)>") } ?? value)
        }
        return .object(JSONObject(members))
    }

    /// Undoes the vectors' way to write what JSON cannot hold.
    private static func simplified(_ value: JSONValue) -> JSONValue {
        if let text = value["$repr"]?.text {
            return switch text {
            case "nan": .number("NaN")
            case "inf": .number("Infinity")
            case "-inf": .number("-Infinity")
            default: .text(withoutObjects(text))
            }
        }
        guard let object = value.object else { return value }
        return .object(JSONObject(object.members.map { .init($0.name, simplified($0.value)) }))
    }

    /// Names dates, binary values and sets instead of showing them.
    private static func withoutObjects(_ representation: String) -> String {
        representation
            .replacing(/datetime\.datetime\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/, with: "<date and time>")
            .replacing(/datetime\.date\([^()]*\)/, with: "<date>")
            .replacing(/\bb'[^']*'/, with: "<binary value>")
            .replacing(/set\(\)|\{'[^':{}]*'(?:, '[^':{}]*')*\}/, with: "<set>")
    }

    /// JSON and `.env` problems have Airflow's lines; for YAML Airflow counts from zero and we from one.
    private func expectLines(_ problem: FileProblem?, _ expected: JSONValue?, _ file: String) {
        guard let lines = expected?["error"]?["lines"]?.elements, !file.lowercased().hasSuffix("yaml"),
            !file.hasSuffix("yml")
        else { return }
        #expect(problem?.diagnostics.map { $0.location?.line.map(String.init) ?? "" } == lines.map(\.shown), "\(file)")
    }

    @Test(arguments: cases.filter { $0["kind"]?.text == "variables" })
    func theImportCommandStoresTheSameVariables(_ vector: JSONValue) throws {
        let (file, _) = try name(vector)
        let expected = vector["cli_import"]
        guard expected?["exit"]?.text == "ok" else {
            #expect(throws: FileProblem.self, "\(file)") { _ = try AirflowTextFile.imported(try read(file)) }
            return
        }
        let (variables, failed) = try AirflowTextFile.imported(try read(file))
        #expect(String(failed.count) == expected?["failed"]?.shown)
        let rows = variables.map { JSONValue.object(row($0)).shown }.sorted()
        let database = (expected?["database"]?.elements ?? []).map(\.shown).sorted()
        #expect(rows == database, "\(file)")
    }

    private func row(_ variable: AirflowTextFile.Imported) -> JSONObject {
        [
            "key": .text(variable.key.text), "value": .text(variable.value.reveal()),
            "description": .text(variable.description),
        ]
    }

    @Test(arguments: cases.filter { $0["kind"]?.text == "connections" && $0["cli_import"]?["exit"]?.text == "ok" })
    func theImportCommandTakesTheSameConnections(_ vector: JSONValue) throws {
        let (file, _) = try name(vector)
        let known = Set(try AirflowConnectionFile.entries(of: try read(file)).compactMap(\.connectionID))
        let imported = Set((vector["cli_import"]?["database"]?.elements ?? []).compactMap { $0["conn_id"]?.text })
        #expect(imported.isSubset(of: known))
        // The command takes fewer ids, but each that is said to work everywhere.
        #expect(!known.subtracting(imported).contains(where: ConnectionID.isPortable))
    }
}

/// Real exports, read again.
@Suite struct AirflowExportVectorTests {
    static let cases: [JSONValue] = (try? vector("file_formats/expected.json"))?["exports"]?.elements ?? []

    @Test(arguments: cases.filter { $0["kind"]?.text == "connections" })
    func exportedConnectionsReadAsAirflowReadsThem(_ vector: JSONValue) throws {
        guard let file = vector["file"]?.text else { throw BadFixture(what: "case") }
        let parsed = try DeclarationFileReader.readAsAirflow(try vectorBytes("file_formats/\(file)"), file: file)
        let entries = try AirflowConnectionFile.entries(of: parsed)
        for row in vector["database_before"]?.elements ?? [] {
            guard let id = row["conn_id"]?.text, let entry = entries.first(where: { $0.key.text == id }) else {
                Issue.record("\(file): a connection is missing")
                continue
            }
            let found: [String: JSONValue] = [
                "conn_type": entry.fields.connType, "description": entry.fields.description,
                "host": entry.fields.host, "login": entry.fields.login, "password": entry.fields.password,
                "schema": entry.fields.schema, "port": entry.fields.port, "extra": entry.fields.extra,
            ]
            for (name, value) in found {
                let changed = vector["changed_by_roundtrip"]?[id]?[name]?["now"]
                #expect(value.shown == (changed ?? row[name])?.shown, "\(file) \(id) \(name)")
            }
        }
    }

    @Test func exportedVariablesReadAsAirflowReadsThem() throws {
        let vector = try #require(Self.cases.first { $0["kind"]?.text == "variables" })
        let file = "exports/variables.json"
        let parsed = try DeclarationFileReader.readAsAirflow(try vectorBytes("file_formats/\(file)"), file: file)
        let (variables, failed) = try AirflowTextFile.imported(parsed)
        #expect(failed.isEmpty)
        for row in vector["database_before"]?.elements ?? [] {
            let key = try #require(row["key"]?.text)
            let variable = try #require(variables.first { $0.key.text == key })
            let changed = vector["changed_by_roundtrip"]?[key]?["value"]?["now"]?.text
            #expect(variable.value.reveal() == changed ?? row["value"]?.text, "\(key)")
            #expect(variable.description == row["description"]?.text, "\(key)")
        }
    }
}

/// What Airflow 2.11 does differently with the same files, as its documentation of differences says.
@Suite struct Airflow2FileTests {
    private let airflow2 = AirflowRules(version: ReleaseVersion(2, 11, 2))

    private func parsed(_ text: String, _ file: String, _ rules: AirflowRules) throws -> ParsedFile {
        try DeclarationFileReader.readAsAirflow(Array(text.utf8), file: file, rules: rules)
    }

    @Test(arguments: [
        (#"{"v": {"value": 5, "description": "d"}}"#, "{\n  \"value\": 5,\n  \"description\": \"d\"\n}", "5", "5"),
        (#"{"v": {"value": 0}}"#, "{\n  \"value\": 0\n}", "{\n  \"value\": 0\n}", "0"),
        (#"{"v": {"value": "x"}}"#, "{\n  \"value\": \"x\"\n}", "x", "x"),
        (#"{"v": [1]}"#, "[\n  1\n]", "[\n  1\n]", "[\n  1\n]"),
        (#"{"v": {}}"#, "{}", "{}", "{}"),
    ])
    func theImportTakesObjectsApartSinceAirflow3(
        _ text: String, _ in2: String, _ in32: String, _ in33: String
    ) throws {
        for (rules, expected) in [
            (airflow2, in2), (AirflowRules(version: ReleaseVersion(3, 2, 1)), in32), (.current, in33),
        ] {
            let (variables, _) = try AirflowTextFile.imported(try parsed(text, "v.json", rules), rules: rules)
            #expect(variables.first?.value == Secret(expected))
        }
    }

    @Test func theImportOfAirflow2ReadsJSONOnly() throws {
        let file = try parsed("v: x", "v.yaml", airflow2)
        #expect(throws: FileProblem.self) { try AirflowTextFile.imported(file, rules: airflow2) }
        #expect(try AirflowTextFile.imported(file).variables.count == 1)
    }

    @Test func theFileBackendOfAirflow2TakesListsApart() throws {
        let single = try parsed("v: [x]", "v.yaml", airflow2)
        #expect(try AirflowTextFile.variables(of: single, rules: airflow2).first?.value.text == "x")
        #expect(try AirflowTextFile.variables(of: single).first?.value.elements?.count == 1)
        let several = try parsed("v: [x, y]", "v.yaml", airflow2)
        #expect(throws: FileProblem.self) { try AirflowTextFile.variables(of: several, rules: airflow2) }
    }

    @Test func aBareEnvFileAndAnEmptyKeyAreReadByAirflow2() throws {
        #expect(DeclarationFormat(fileName: "a/.env", rules: airflow2) == .env)
        #expect(DeclarationFormat(fileName: "a/.env") == nil)
        #expect(try parsed("=x", "v.env", airflow2).root.members?.first?.key.text == "")
        #expect(throws: FileProblem.self) { try parsed("=x", "v.env", .current) }
    }
}
