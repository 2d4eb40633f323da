import AirflowModel
import SyncModel
import Testing

@testable import Declarations

/// What is refused although Airflow's own readers take it: each refusal with the recorded cases that show why.
@Suite struct RefusalTests {
    struct Recorded: Sendable, CustomTestStringConvertible {
        let id: String
        let refusals: [Refusal]
        var testDescription: String { id }
    }

    /// By the ids of the recorded files. Airflow reads all of these without an error.
    static let recorded = [
        Recorded(id: "ff-d4edf4851f", refusals: [.nullValue]),
        Recorded(id: "ff-d6b7ba3cf7", refusals: [.unknownField]),
        Recorded(id: "ff-cf698ec240", refusals: [.duplicateKey]),
        Recorded(id: "ff-5bb9c4ad2a", refusals: [.byteOrderMark]),
        Recorded(id: "ff-dda512a453", refusals: [.byteOrderMark]),
        Recorded(id: "ff-11d69065e3", refusals: [.needsQuotes, .nullValue]),
        Recorded(id: "ff-5b0a10fe0b", refusals: [.needsQuotes]),
        Recorded(id: "ff-b1da74437d", refusals: [.duplicateKey]),
        Recorded(id: "ff-bb93fbc014", refusals: [.keyNotText]),
        Recorded(id: "ff-ab00f19d92", refusals: [.keyNotText]),
        Recorded(id: "ff-3dc0ded48f", refusals: [.keyPath]),
        Recorded(id: "ff-a969a839f5", refusals: [.connectionShape]),
        Recorded(id: "ff-9d5004484b", refusals: [.missingConnType]),
        Recorded(id: "ff-baab10db1d", refusals: [.emptyConnType]),
        Recorded(id: "ff-6e66f7dc82", refusals: [.needsQuotes]),
        Recorded(id: "ff-84626810aa", refusals: [.needsQuotes]),
        Recorded(id: "ff-e7ba208fcf", refusals: [.port]),
        Recorded(id: "ff-65234b1897", refusals: [.keyCharacters, .keyPath]),
        Recorded(id: "ff-91506b4c12", refusals: [.keyCharacters]),
        Recorded(id: "ff-f83dcc15fc", refusals: [.duplicateKey]),
        Recorded(id: "ff-3e9d9fa3c6", refusals: [.keyCharacters]),
        Recorded(id: "ff-f96cbc1bc6", refusals: [.emptyConnType]),
        Recorded(id: "ff-d91dab9b2e", refusals: [.unknownField]),
        Recorded(id: "ff-76e0b64ace", refusals: [.duplicateKey, .nullValue]),
        Recorded(id: "ff-046fdc5a87", refusals: [.needsQuotes]),
    ]

    private func files(_ recorded: JSONValue) throws -> [String: String] {
        guard let file = recorded["file"]?.text, let kind = recorded["kind"]?.text else {
            throw BadFixture(what: "case")
        }
        let folder = kind == "configs" ? "config" : kind
        let name = file.split(separator: "/").last.map(String.init) ?? file
        return ["\(folder)/\(name)": String(decoding: try vectorBytes("file_formats/\(file)"), as: UTF8.self)]
    }

    @Test(arguments: recorded)
    func aRefusedFileIsOneThatAirflowTakes(_ recorded: Recorded) throws {
        let found = AirflowFileVectorTests.cases.first { $0["id"]?.text == recorded.id }
        let vector = try #require(found)
        #expect(vector["local_filesystem"]?["entries"] != nil, "Airflow reads \(recorded.id)")
        let codes = Set(load(try files(vector)).diagnostics.errors.map(\.code))
        #expect(codes == Set(recorded.refusals.map(\.rawValue)))
    }

    @Test(arguments: AirflowFileVectorTests.cases)
    func everyOtherFileIsTakenExactlyIfAirflowTakesIt(_ vector: JSONValue) throws {
        let id = vector["id"]?.text ?? ""
        guard !Self.recorded.contains(where: { $0.id == id }) else { return }
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
