import AirflowModel
import AkeylessClient
import AkeylessWire
import Declarations
import Foundation
import SyncModel
import TestSupport
import Testing

@testable import SyncEngine

/// What `import` leaves alone although Airflow reads it: exactly the recorded cases that the documentation names.
@Suite struct ImportRefusalTests {
    @Test func ofTheStoredTextsThatAirflowReadsExactlyTheNamedOnesAreNotImported() async throws {
        let (settings, _) = Settings.resolve(project: nil)
        let survey = ItemSurvey(
            naming: settings.naming, reader: MeaningReader(rules: settings.rules), blocks: ItemBlocks(projectID: "p"))
        var composer = DraftComposer(form: .kept)
        var found: [String: Set<String>] = [:]
        var drafts: [EntryDraft] = []
        for vector in try recorded() where vector["result"]?.isNull == false {
            guard let id = vector["id"]?.text, let stored = vector["stored"]?.text,
                let kind = vector["kind"]?.text.flatMap(EntryKind.init)
            else { continue }
            let entry = EntryID(kind: kind, key: id)
            let path = try settings.naming.path(for: entry)
            let item = try Item(json: Array(#"{"item_name": "\#(path.rawValue)"}"#.utf8))
            switch survey.candidate(item, entry, .value(Secret(stored))) {
            case .success(let candidate): drafts.append(composer.draft(candidate))
            case .failure(let error): found[error.finding.code.rawValue, default: []].insert(id)
            }
        }
        let check = DraftCheck(settings: settings, environmentFolder: "")
        for id in await check.problems(drafts).keys { found["invalid", default: []].insert(id.key) }
        #expect(found == (try refusedRecordings("br")))
    }

    private func recorded() throws -> [JSONObject] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../AirflowModelTests/Vectors/backend_read.json")
        let document = try PythonJSON.parse(String(decoding: try Data(contentsOf: file), as: UTF8.self))
        guard case .array(let cases) = document.object?["cases"] else { return [] }
        return cases.compactMap(\.object)
    }
}
