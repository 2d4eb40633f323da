import AirflowModel
import Declarations
import SyncModel
import Testing

@testable import SyncEngine

@Suite struct ImportTests {
    private func candidate(_ connection: Connection, plain: [String: String] = ["host": "h"]) -> ImportCandidate {
        ImportCandidate(
            id: EntryID(kind: .connection, key: "x"), path: ItemPath("/airflow/connections/x"),
            payload: .connection(connection), plain: plain)
    }

    private func draft(_ candidate: ImportCandidate, _ form: SecretForm = .kept) -> EntryDraft {
        var composer = DraftComposer(form: form)
        return composer.draft(candidate)
    }

    @Test(
        arguments: [
            #"{"a": 1, "b": "plain", "use_proxy": true, "token": ""}"#: [],
            #"{"token": "x", "region": "eu"}"#: ["token"],
            #"{"deep": {"er": [{"api_key": "x"}]}}"#: ["deep"],
            #"{"key": "-----BEGIN PRIVATE KEY-----"}"#: ["key"],
            #"{"url": "https://u:p@h/", "other": "https://h/"}"#: ["url"],
            #"{"text": "{\"password\": \"x\"}"}"#: ["text"],
            #"{"password": 5}"#: ["password"],
        ] as [String: [String]])
    func membersAreSecretByNameOrByWhatTheyHold(_ extra: String, _ secrets: [String]) throws {
        let found = try #require(SecretParts.members(ofExtra: try PythonJSON.parse(extra)))
        #expect(Set(found.compactMap(\.text)) == Set(secrets))
    }

    @Test func aFieldThatMayHoldMoreIsNotWritten() {
        let connection = Connection(connType: "http", host: "u:p@h", login: "me", password: Secret("p"))
        let kept = draft(candidate(connection, plain: ["login": "me"]))
        #expect(kept.secretFields == ["host", "password"])
        #expect(kept.value.object?["host"] == .text("ref+kept://"))
        #expect(kept.value.object?["login"] == .text("me"))
    }

    @Test func anOutsideChangeIsWrittenOutOnlyWhereAFileMayHoldIt() throws {
        let file = try DeclarationFileReader.readAsAirflow(
            Array("x: {conn_type: http, host: a, login: b, schema: c}\n".utf8), file: "connections/a.yaml")
        let node = try #require(file.root.member("x")?.value)
        let connection = Connection(connType: "http", host: "h", login: "me", schema: "")
        let held = ImportCandidate(
            id: EntryID(kind: .connection, key: "x"), path: ItemPath("/x"), payload: .connection(connection),
            plain: ["host": "h"])
        var edits = DriftEdits(writesSecrets: false)
        edits.take(["host", "login", "schema"], of: held, declaredAt: node)
        let written = edits.edits.map { edit -> JSONValue? in
            if case .replace(_, let value) = edit.edit { value } else { nil }
        }
        #expect(written == [.text("h"), .text("ref+kept://"), .text("")])
    }

    @Test func ofAnEntryWithSomeChangesForItsAuthorNoneIsTaken() throws {
        let text = Array("x: {conn_type: http, host: a, password: ref+env://P}\n".utf8)
        let node = try #require(
            DeclarationFileReader.readAsAirflow(text, file: "connections/a.yaml").root.member("x")?.value)
        var edits = DriftEdits(writesSecrets: false)
        edits.take(
            ["host", "password"], of: candidate(Connection(connType: "http", host: "h", password: Secret("new"))),
            declaredAt: node)
        #expect(edits.edits.isEmpty)
        #expect(edits.byHand.count == 2 && edits.byHand.contains { $0.reason.hasPrefix("`host` changed together") })
    }

    @Test func aChangeOfOneEnvironmentStaysOutOfTheFilesOfAll() throws {
        let text = Array("x: {conn_type: http, host: a, login: b}\n".utf8)
        let connection = Connection(connType: "http", host: "h", login: "b")
        let held = candidate(connection)
        for (folder, isOwn) in [("", true), ("environments/staging/", false), ("environments/prod/", true)] {
            let file = folder == "environments/prod/" ? "environments/prod/connections/a.yaml" : "connections/a.yaml"
            let node = try #require(DeclarationFileReader.readAsAirflow(text, file: file).root.member("x")?.value)
            var edits = DriftEdits(writesSecrets: false, folder: folder)
            edits.take(["host"], of: held, declaredAt: node)
            #expect(edits.edits.map(\.field) == (isOwn ? ["host"] : []))
            #expect(edits.byHand.map(\.place.file) == (isOwn ? [] : ["connections/a.yaml"]))
        }
    }

    @Test func anExportsFieldsAreJudgedOneByOneUnlessTheyComeFromAURI() async throws {
        let text = """
            {"k": {"conn_type": "hive", "host": "h", "login": "airflow/h@REALM", "schema": "a:b"},
             "u": {"uri": "http://u:p@h/a%3Ab"}, "v": "http://u:p@h/a%3Ab"}
            """
        let (settings, _) = Settings.resolve(project: nil)
        let export = ExportFile(name: "e.json", content: Secret(text), kind: .connection)
        let (candidates, _) = try await ExportReading(settings: settings, team: nil).read(export)
        let plain = Dictionary(uniqueKeysWithValues: candidates.map { ($0.id.key, $0.plain) })
        #expect(plain["k"] == ["host": "h", "login": "airflow/h@REALM"])
        #expect(plain["u"] == ["conn_type": "http"] && plain["v"] == ["conn_type": "http"])
    }

    @Test func aTokenIsKeptUnderAnyNameAndAnItemWhoseDescriptionHoldsOneIsNotImported() {
        let token = "ghp_aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5"
        let connection = Connection(
            connType: "http", description: "with \(token)", host: "h", login: token,
            extra: Secret(#"{"note": "\#(token)", "region": "eu"}"#))
        let found = candidate(connection, plain: ["host": "h", "login": token])
        #expect(draft(found).secretFields == ["login", "extra.note", "description"])
        var item = ImportCandidate(
            id: EntryID(kind: .variable, key: "x"), path: ItemPath("/x"), payload: .text(Secret("v")), plain: [:])
        item.description = token
        #expect(draft(item).exposed == "a GitHub token" && draft(item, .plaintext).exposed == nil)
    }

    @Test func whatTheProjectRefersToStaysSecretUnderAnyName() {
        var candidate = candidate(Connection(connType: "http", host: "h", extra: Secret(#"{"a": "x", "b": "y"}"#)))
        candidate.referenced = ["host", "extra.b"]
        let kept = draft(candidate)
        #expect(kept.secretFields.sorted() == ["extra.b", "host"])
        #expect(kept.value.object?["extra"]?.object?["a"] == .text("x"))
    }

    @Test func namesForVariablesAreUniqueAndNeverRefused() {
        var composer = DraftComposer(form: .env, usedNames: ["VAR_CI_X"])
        let ids = [
            EntryID(kind: .variable, key: "ci-x"), EntryID(kind: .variable, key: "ci_x"),
            EntryID(kind: .variable, team: "GITHUB", key: "ü"),
        ]
        for id in ids {
            _ = composer.draft(ImportCandidate(id: id, path: ItemPath("/x"), payload: .text(Secret("v")), plain: [:]))
        }
        #expect(composer.variables.map(\.name) == ["VAR_CI_X_2", "VAR_CI_X_3", "VAR_GITHUB__"])
    }

    @Test func namesThatSOPSWouldLeaveInPlainTextAreChanged() {
        var composer = DraftComposer(form: .sops, encryptedFiles: ["variables": "v.sops.json"])
        let id = EntryID(kind: .variable, key: "a/b_unencrypted")
        let draft = composer.draft(
            ImportCandidate(id: id, path: ItemPath("/x"), payload: .text(Secret("v")), plain: [:]))
        #expect(draft.value == .text("ref+sops://v.sops.json#/a~1b_unencrypted_"))
        #expect(composer.sealed["variables"]?["a/b_unencrypted_"] == .text("v"))
    }

    @Test func textsThatLookLikeReferencesAreWrittenAsLiterals() {
        let connection = Connection(connType: "http", host: "ref+env://HOME", extra: Secret(#"{"a": ["ref+x"]}"#))
        let object = draft(candidate(connection, plain: ["host": "ref+env://HOME"])).value.object
        #expect(object?["host"] == .text("ref+text://ref+env://HOME"))
        #expect(object?["extra"]?.object?["a"] == .array([.text("ref+text://ref+x")]))
    }

    @Test func teamsAreFoundByWhatLiesBehindTheBasePath() {
        let survey = ItemSurvey(
            naming: NamingConvention(multiTeam: true), reader: MeaningReader(), blocks: ItemBlocks(projectID: "p"))
        let paths = [
            "/airflow/connections/sales/crm", "/airflow/variables/x", "/airflow/variables/a b/c", "/airflow/config/t/x",
        ]
        #expect(survey.teams(in: paths.map { ItemPath($0) }) == ["sales"])
    }
}
