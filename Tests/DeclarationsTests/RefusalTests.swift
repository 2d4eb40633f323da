import AirflowModel
import SyncModel
import TestSupport
import Testing

@testable import Declarations

/// What is refused although Airflow's own readers take it: each refusal with the recorded cases that show why.
@Suite struct RefusalTests {
    /// By the ids of the recorded files. Airflow reads all of these without an error.
    static let recorded: [String: Set<String>] = {
        let byRule = (try? refusedRecordings("ff")) ?? [:]
        return byRule.reduce(into: [:]) { byCase, rule in
            for id in rule.value { byCase[id, default: []].insert(rule.key) }
        }
    }()

    private func files(_ recorded: JSONValue) throws -> [String: String] {
        guard let file = recorded["file"]?.text, let kind = recorded["kind"]?.text else {
            throw BadFixture(what: "case")
        }
        let folder = kind == "configs" ? "config" : kind
        let name = file.split(separator: "/").last.map(String.init) ?? file
        return ["\(folder)/\(name)": String(decoding: try vectorBytes("file_formats/\(file)"), as: UTF8.self)]
    }

    @Test(arguments: recorded.keys.sorted())
    func aRefusedFileIsOneThatAirflowTakes(_ id: String) throws {
        let found = AirflowFileVectorTests.cases.first { $0["id"]?.text == id }
        let vector = try #require(found)
        #expect(vector["local_filesystem"]?["entries"] != nil, "Airflow reads \(id)")
        #expect(Set(load(try files(vector)).diagnostics.errors.map(\.code)) == Self.recorded[id])
    }

    @Test(arguments: AirflowFileVectorTests.cases)
    func everyOtherFileIsTakenExactlyIfAirflowTakesIt(_ vector: JSONValue) throws {
        let id = vector["id"]?.text ?? ""
        guard Self.recorded[id] == nil else { return }
        let isTaken = vector["local_filesystem"]?["entries"] != nil
        let diagnostics = load(try files(vector)).diagnostics
        // Lists are values of config options here, as they are of variables; a name that is no file type is passed over.
        let isOurs = ["ff-c8fd348eec", "ff-33be0a43ec"].contains(id)
        #expect(diagnostics.hasErrors == (!isTaken && !isOurs), "\(id): \(diagnostics.places)")
    }

    /// Refusals that no recorded file shows, since Airflow fails on them as well or has no such thing.
    @Test(arguments: [
        ("connections/a.yaml", "c: {conn_type: http, host: h, port: 70000}", Refusal.portOutOfRange),
        ("connections/a.yaml", "c: {conn_type: http, extra: '{\"a\": 1, \"a\": 2}'}", .extraDuplicateMember),
        ("connections/a.yaml", "c: {conn_type: http, extra: [1]}", .extraNotAnObject),
        ("connections/a.yaml", "c: {conn_type: http, extra: {1: a}}", .keyNotText),
        ("variables/a.yaml", "v: {a: [{no: x}]}", .keyNotText),
        ("connections/a.yaml", "c: {conn_type: http, extra: '{\"a\": \"\\ud800\"}'}", .loneSurrogate),
        ("connections/a.yaml", "c: {conn_type: http, extra: {}, extra_dejson: {}}", .extraTwice),
        ("connections/a.yaml", "c: {uri: 'http://h', host: h}", .uriWithFields),
        ("connections/a.yaml", "c: 'http://h:x'", .invalidURI),
        ("connections/a.yaml", "c: {conn_type: http, conn_id: d}", .connID),
        ("connections/a.yaml", "c: ref+kept://", .kept),
        ("connections/a.yaml", "c: {conn_type: ref+env://A}", .reference),
        ("variables/a.yaml", "v: ref+nowhere://x", .reference),
        (
            "variables/a.yaml", "v: {value: x, description: '\(String(repeating: "d", count: 1025))'}",
            .descriptionLength
        ),
        ("variables/a.yaml", "'': x", .keyEmpty),
        ("teams/a/variables/a.yaml", "v: x", .keyTeam),
        ("environments/default/connections/a.yaml", "c: {conn_type: http, extra: {a: 1}}", .overlayShape),
    ])
    func otherRefusalsHaveTheirCode(_ path: String, _ text: String, _ refusal: Refusal) {
        let base = path.hasPrefix("environments") ? ["connections/a.yaml": "c: {conn_type: http, extra: '[]'}"] : [:]
        let found = load([path: text].merging(base) { own, _ in own }).diagnostics.errors
        #expect(found.contains { $0.code == refusal.rawValue }, "\(found.places)")
    }

    @Test func idsAreUniqueAndReasonsAreSentences() {
        #expect(Set(ValidationRule.all.map(\.id)).count == ValidationRule.all.count)
        for rule in ValidationRule.all { #expect(rule.reason.hasSuffix("."), "\(rule.id)") }
    }
}
