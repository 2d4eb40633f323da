import SyncModel
import Testing

@testable import Ledger

@Suite struct LedgerRecordTests {
    @Test func aRecordIsSortedJSONWithOneMemberALine() {
        var record = LedgerFixture.record("/airflow/connections/warehouse")
        record.rule = ComparisonRule(valueIsJSON: true, ignoredFields: ["password", "login"])
        record.id.team = "a"
        let text = String(decoding: LedgerRecord.encode(record, keyID: "0011223344556677"), as: UTF8.self)
        let whole = record.fingerprint.whole.hex
        #expect(
            text == """
                {
                  "conn_type": "postgres",
                  "fields": {
                    "conn_type": "\(record.fingerprint.fields["conn_type"]?.hex ?? "")",
                    "host": "\(record.fingerprint.fields["host"]?.hex ?? "")"
                  },
                  "fingerprint": "\(whole)",
                  "item_id": 17,
                  "key": "warehouse",
                  "key_id": "0011223344556677",
                  "kind": "connection",
                  "last_version": 1,
                  "modification_date": "2026-01-01T00:00:00Z",
                  "path": "/airflow/connections/warehouse",
                  "racy": false,
                  "rule": {
                    "ignored_fields": [
                      "login",
                      "password"
                    ],
                    "value_is_json": true
                  },
                  "source": {
                    "commit": "0123abcd",
                    "file": "connections/a.yaml",
                    "line": 3
                  },
                  "team": "a"
                }

                """)
    }

    @Test func recordsComeBack() throws {
        var random = SplitMix(state: 1)
        for _ in 0..<300 {
            var record = LedgerFixture.record(HostileNames.randomPath(using: &random).rawValue)
            record.id = EntryID(
                kind: EntryKind.allCases.randomElement(using: &random) ?? .config,
                team: Bool.random(using: &random) ? HostileNames.random(using: &random) : nil,
                key: HostileNames.random(using: &random))
            record.row = RowStamp(
                itemID: .random(in: .min ... .max, using: &random), lastVersion: .random(in: 0...9, using: &random),
                modificationDate: HostileNames.random(using: &random))
            record.racy = .random(using: &random)
            record.fingerprint.fields[HostileNames.random(using: &random)] = Fingerprint(hex: "00")
            if Bool.random(using: &random) { record.rule.ignoredFields = [HostileNames.random(using: &random)] }
            record.rule.extraIsWhole = .random(using: &random)
            if Bool.random(using: &random) { record.connType = nil }
            if Bool.random(using: &random) { record.source = nil }
            if Bool.random(using: &random) { record.sourceCommit = nil }
            let bytes = LedgerRecord.encode(record, keyID: "k")
            let found = try LedgerRecord.decode(bytes)
            #expect(found.record == record && found.keyID == "k")
            #expect(bytes.allSatisfy { ($0 >= 0x20 && $0 < 0x7F) || $0 == 0x0A })
        }
    }

    @Test func nothingButARecordIsRead() throws {
        let bytes = LedgerRecord.encode(LedgerFixture.record("/a/b"), keyID: "k")
        for length in 0..<bytes.count - 1 {
            #expect(throws: JSONReader.Problem.self) { try LedgerRecord.decode(Array(bytes[..<length])) }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        for (from, to) in [
            ("\"racy\": false", "\"racy\": null"), ("\"racy\": false", "\"racy\": 0"),
            ("\"item_id\": 17", "\"item_id\": 17.5"),
            ("\"item_id\": 17", "\"item_id\": 017"), ("\"item_id\": 17", "\"item_id\": 99999999999999999999"),
            ("\"kind\": \"connection\"", "\"kind\": \"other\""),
            ("\"racy\": false", "\"racy\": false, \"racy\": false"),
            ("\"racy\": false", "\"new\": 1, \"racy\": false"), ("\"key\": \"b\"", "\"key\": \"\\uD800\""),
            ("\"key\": \"b\"", "\"key\": \"é\""), ("\n}", "\n}}"),
        ] {
            let changed = text.replacing(from, with: to)
            #expect(changed != text)
            #expect(throws: JSONReader.Problem.self, "\(to)") { try LedgerRecord.decode(Array(changed.utf8)) }
        }
    }
}
