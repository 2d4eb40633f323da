import SyncModel
import Testing

@testable import AirflowModel

@Suite struct MeaningReaderTests {
    private let reader = MeaningReader()

    private func stored(_ text: String, rule: ComparisonRule = ComparisonRule()) -> EntryMeaning {
        reader.meaning(ofStored: Secret(text), kind: .connection, description: nil, rule: rule)
    }

    private func fields(_ meaning: EntryMeaning) -> [String: String] {
        meaning.fields.mapValues { $0.reveal() }
    }

    static let declared = Connection(
        connType: "postgres", host: "h", login: "u", password: Secret("p"), schema: "d", port: 5432,
        extra: Secret(#"{"b": 1.10, "a": {"y": [1], "x": null}}"#))

    @Test func fieldsOfAConnectionAreNamedAndItsExtraIsSpread() {
        let meaning = reader.meaning(of: Self.declared)
        #expect(
            fields(meaning) == [
                "conn_type": "postgres", "host": "h", "login": "u", "password": "p", "schema": "d", "port": "5432",
                "extra.a": #"{"x":null,"y":[1]}"#, "extra.b": "1.10",
            ])
    }

    @Test(arguments: [
        #"{"conn_type":"postgres","host":"h","login":"u","password":"p","schema":"d","port":5432,"extra":"{\"b\": 1.10, \"a\": {\"y\": [1], \"x\": null}}"}"#,
        #" {"extra":{"a":{"x":null,"y":[1]},"b":1.10},"port":5432,"schema":"d","password":"p","login":"u","host":"h","conn_type":"postgresql","description":""} "#,
        #"{"conn_uri":"postgresql://u:p@h:5432/d?__extra__=%7B%22a%22%3A%7B%22x%22%3Anull%2C%22y%22%3A%5B1%5D%7D%2C%22b%22%3A1.10%7D"}"#,
        "postgres://u:p@h:5432/d?__extra__=%7B%22a%22%3A%7B%22x%22%3Anull%2C%22y%22%3A%5B1%5D%7D%2C%22b%22%3A1.10%7D",
        #""postgres://u:p@h:5432/d?__extra__=%7B%22a%22%3A%7B%22x%22%3Anull%2C%22y%22%3A%5B1%5D%7D%2C%22b%22%3A1.10%7D""#,
    ])
    func anotherEncodingAloneIsNoDifference(_ text: String) {
        #expect(stored(text) == reader.meaning(of: Self.declared))
    }

    @Test(arguments: [
        (#"{"conn_type":"x","port":"5432"}"#, "port"), (#"{"conn_type":"x","port":5432.0}"#, "port"),
        (#"{"conn_type":"x","port":5432,"description":5}"#, "description"),
        (#"{"conn_type":"x","port":5432,"extra":{}}"#, "extra"), (#"{"conn_type":"x","port":5432,"extra":0}"#, "extra"),
        (#"{"conn_type":"x","port":5432,"host":false}"#, "host"), (#"{"conn_type":"X","port":5432}"#, "conn_type"),
        (#"{"port":5432}"#, "conn_type"), (#"{"conn_type":"x","port":5432,"extra":{"a":null}}"#, "extra.a"),
        (#"{"conn_type":"x","port":5432,"team_name":"t"}"#, "team_name"),
        (#"{"conn_type":"x","port":5432,"description":"\u0000json:5"}"#, "description"),
    ])
    func fieldOfAnotherTypeOrValueDiffers(_ text: String, _ field: String) {
        let healthy = fields(reader.meaning(of: Connection(connType: "x", port: 5432)))
        let found = fields(stored(text))
        #expect(Set(healthy.keys).union(found.keys).filter { healthy[$0] != found[$0] } == [field])
    }

    @Test func numberNeverEqualsTheTextThatLooksLikeItsMark() {
        let number = stored(#"{"conn_type":"x","description":5}"#)
        let text = stored(#"{"conn_type":"x","description":"\u0000json:5"}"#)
        #expect(number != text)
    }

    @Test(arguments: [
        #"{"conn_type":"x","port":5432,"conn_id":"c"}"#, #"{"conn_type":"x","login":5}"#,
        #"{"conn_type":"x","password":{}, "extra":"nope"}"#, "x://h:port", String(repeating: "[", count: 5000),
        #"{"conn_type":"x","login":"\ud800"}"#,
    ])
    func textThatAirflowCannotReadHasTheSingleFieldUnreadable(_ text: String) {
        #expect(fields(stored(text)) == ["unreadable": text])
    }

    @Test func nonsenseThatAirflowReadsKeepsTheFieldsItReads() {
        #expect(fields(stored("noscheme")) == ["schema": "oscheme"])
        #expect(fields(stored("")) == [:])
    }

    @Test func extraThatIsNoObjectStaysTextWhereAirflow2KeepsIt() {
        let reader = MeaningReader(rules: .airflow2)
        let text = Secret(#"{"conn_type":"x","extra":"nope"}"#)
        let meaning = reader.meaning(ofStored: text, kind: .connection, description: nil)
        #expect(fields(meaning) == ["conn_type": "x", "extra": "nope"])
    }

    @Test func emptyExtraEqualsNoExtra() {
        #expect(stored(#"{"conn_type":"x","extra":"{}"}"#) == stored(#"{"conn_type":"x","extra":null}"#))
    }

    @Test func numbersInExtraAreComparedBySourceText() {
        #expect(stored(#"{"conn_type":"x","extra":{"a":1.0}}"#) != stored(#"{"conn_type":"x","extra":{"a":1}}"#))
        #expect(stored(#"{"conn_type":"x","extra":{"a":1e2}}"#) == stored(#"{"conn_type":"x","extra":"{\"a\": 1e2}"}"#))
    }

    @Test func membersThatOnlyLookAlikeAreBothKept() {
        let meaning = stored("{\"conn_type\":\"x\",\"extra\":{\"\u{E9}\":1,\"e\u{301}\":2}}")
        #expect(meaning.fields.count == 3)
    }

    @Test func passwordsThatOnlyLookAlikeDiffer() {
        let one = reader.meaning(of: Connection(connType: "x", password: Secret("\u{E9}")))
        let other = reader.meaning(of: Connection(connType: "x", password: Secret("e\u{301}")))
        #expect(one != other)
    }

    @Test(arguments: [
        (["password"] as Set<String>, ["conn_type", "extra.a", "extra.b", "host", "login", "port", "schema"]),
        (["extra"] as Set<String>, ["conn_type", "host", "login", "password", "port", "schema"]),
        (["extra.a", "host"] as Set<String>, ["conn_type", "extra.b", "login", "password", "port", "schema"]),
    ])
    func keptFieldsAreDroppedOnBothSides(_ ignored: Set<String>, _ left: [String]) {
        let rule = ComparisonRule(ignoredFields: ignored)
        let declared = reader.meaning(of: Self.declared, rule: rule)
        #expect(declared.fields.keys.sorted() == left)
        #expect(stored(CanonicalText.connection(Self.declared).reveal(), rule: rule) == declared)
    }

    @Test func aSecretExtraIsOneFieldThatNamesNoMember() {
        let connection = Connection(connType: "http", extra: Secret(#"{"hunter2": 1, "b": {"c": 2}, "a": 3}"#))
        let whole = ComparisonRule(extraIsWhole: true)
        let declared = reader.meaning(of: connection, rule: whole)
        #expect(declared.fields.keys.sorted() == ["conn_type", "extra"])
        let reordered = #"{"conn_type": "http", "extra": "{\"a\":3,\"b\":{\"c\":2},\"hunter2\":1}"}"#
        #expect(stored(reordered, rule: whole) == declared)
        #expect(stored(#"{"conn_type": "http", "extra": {"a": 3, "b": {"c": 2}}}"#, rule: whole) != declared)
        #expect(stored(#"{"conn_type": "http", "extra": "{}"}"#, rule: whole).fields.keys.sorted() == ["conn_type"])
    }

    @Test func membersThatAreLeftToAkeylessAreNoPartOfAWholeExtra() {
        let rule = ComparisonRule(ignoredFields: ["extra.a"], extraIsWhole: true)
        let declared = reader.meaning(
            of: Connection(connType: "http", extra: Secret(#"{"a": 1, "b": 2}"#)), rule: rule)
        #expect(stored(#"{"conn_type": "http", "extra": {"a": 5, "b": 2}}"#, rule: rule) == declared)
        #expect(stored(#"{"conn_type": "http", "extra": {"a": 1, "b": 3}}"#, rule: rule) != declared)
        let all = ComparisonRule(ignoredFields: ["extra"], extraIsWhole: true)
        #expect(stored(#"{"conn_type": "http", "extra": {"a": 1}}"#, rule: all).fields.keys.sorted() == ["conn_type"])
    }

    @Test(arguments: [
        (#"{"conn_type": "http", "password": "p", "extra": {"a": null}}"#, ["extra.b", "login"]),
        (#"{"conn_type": "http", "password": "p",}"#, ["extra", "extra.a", "extra.b", "login", "password"]),
        ("http://u:p@h", ["extra", "extra.a", "extra.b"]), ("", ["extra", "extra.a", "extra.b", "login", "password"]),
    ])
    func fieldsThatAStoredTextDoesNotGiveAreFound(_ text: String, _ missing: [String]) {
        let names: Set<String> = ["login", "password", "extra", "extra.a", "extra.b"]
        #expect(reader.fields(names, missingIn: Secret(text), kind: .connection).sorted() == missing)
    }
}

@Suite struct TextMeaningTests {
    private let reader = MeaningReader()

    private func stored(_ text: String, isJSON: Bool = false, description: String? = nil) -> EntryMeaning {
        let rule = ComparisonRule(valueIsJSON: isJSON)
        return reader.meaning(ofStored: Secret(text), kind: .variable, description: description, rule: rule)
    }

    private func declared(_ text: String, isJSON: Bool = false, description: String? = nil) -> EntryMeaning {
        let rule = ComparisonRule(valueIsJSON: isJSON)
        return reader.meaning(ofText: Secret(text), description: description, rule: rule)
    }

    @Test(arguments: ["a b", "", "5", #"{"a":1}"#, #"{"value":"x"}"#, "\u{0}json:5", "a\nb", " x ", "[[[["])
    func canonicalTextMeansWhatWasDeclared(_ text: String) {
        for encoding in [TextEncoding.auto, .wrapped] {
            #expect(stored(CanonicalText.text(Secret(text), encoding: encoding).reveal()) == declared(text))
        }
    }

    @Test func numberInTheWrapperDiffersFromTheText() {
        #expect(stored(#"{"value":5}"#) != declared("5"))
        #expect(stored(#"{"value":5}"#, isJSON: true) != declared("5", isJSON: true))
        #expect(stored(#"{"value":{"a":1}}"#, isJSON: true) != declared(#"{"a": 1}"#, isJSON: true))
    }

    @Test func valueDeclaredAsJSONIgnoresLayoutAndOrderOnly() {
        let value = declared(#"{"b": [1, 2.50], "a": "é"}"#, isJSON: true)
        #expect(stored(#"{"a":"\u00e9","b":[1,2.50]}"#, isJSON: true) == value)
        #expect(stored(#"{"a":"\u00e9","b":[1,2.5]}"#, isJSON: true) != value)
        #expect(stored(#"{"a":"\u00e9","b":[1,2.50]}"#) != declared(#"{"b": [1, 2.50], "a": "é"}"#))
    }

    @Test func readingGivesTextOnlyWhereTasksGetText() {
        let reader = BackendReader()
        #expect(reader.text(stored: Secret("{\"value\":\"x\"}")).text == Secret("x"))
        #expect(reader.text(stored: Secret("{\"value\":5}")).text == nil)
        #expect(reader.text(stored: Secret("{\"value\":null}")).text == nil)
    }

    @Test func textThatIsNoJSONNeverEqualsAJSONString() {
        #expect(stored("abc", isJSON: true) != stored(#""abc""#, isJSON: true))
    }

    @Test(arguments: [#"{"value":null}"#, String(repeating: "1", count: 5000), String(repeating: "[", count: 5000)])
    func textThatCountsAsMissingIsUnreadable(_ text: String) {
        #expect(stored(text).fields == ["unreadable": Secret(text)])
    }

    @Test func descriptionIsAFieldOfItsOwn() {
        #expect(declared("v", description: "d").fields == ["value": Secret("v"), "description": Secret("d")])
        #expect(stored("v", description: "") == declared("v", description: nil))
        let rule = ComparisonRule(ignoredFields: ["value"])
        #expect(
            reader.meaning(ofText: Secret("v"), description: "d", rule: rule).fields == ["description": Secret("d")])
    }
}

@Suite struct ShownFieldsTests {
    private let reader = MeaningReader()

    @Test func literalsOfTheAllowListAreShown() {
        let connection = Connection(
            connType: "postgresql", description: "d", host: "h", login: "u", password: Secret("p"), schema: "s",
            port: 5,
            extra: Secret("{}"))
        let shown = ["conn_type": "postgres", "host": "h", "login": "u", "schema": "s", "port": "5"]
        #expect(reader.shownFields(of: connection) == shown)
        #expect(reader.shownFields(ofStored: CanonicalText.connection(connection)) == shown)
    }

    @Test(arguments: [
        ("postgres://u:p@H:5/d", ["conn_type": "postgres", "host": "h", "login": "u", "schema": "d", "port": "5"]),
        ("mytype://u:p@h/d", [:]), ("postgres://u:12/x@h", ["conn_type": "postgres"]),
        ("postgres://u:1?x@h", ["conn_type": "postgres"]), ("postgres://u:1#x@h", ["conn_type": "postgres"]),
        ("postgres:u:p@h/d", ["conn_type": "postgres"]), ("postgres:u:p", ["conn_type": "postgres"]),
        ("postgres://p%40x", ["conn_type": "postgres"]),
        (#"{"conn_type":"http","host":"h","schema":"p@h/d"}"#, ["conn_type": "http"]),
        (#"{"conn_type":"http","host":"h","login":"u:p"}"#, ["conn_type": "http"]),
        (#"{"conn_type":"http","host":"h","schema":"d;PWD=p"}"#, ["conn_type": "http"]),
        (#"{"conn_type":"http","host":"https://h/?token=p"}"#, ["conn_type": "http"]),
        (
            #"{"conn_type":"http","host":"https://h","login":"u@h"}"#,
            ["conn_type": "http", "host": "https://h", "login": "u@h"]
        ), ("secret text", [:]), ("", [:]), ("null", [:]),
        (#""postgres://u@h""#, [:]), (#"{"conn_uri":"postgres://u@h"}"#, [:]), (#"{"uri":"postgres://u@h"}"#, [:]),
        (#"{"login":"u"}"#, [:]), (#"{"conn_type":"mytype","login":"u"}"#, ["login": "u"]),
        (#"{"conn_type":"http","host":"u:p@h","login":"u"}"#, ["conn_type": "http"]),
        (#"{"conn_type":"http","host":5}"#, [:]), (#"{"conn_type":"http","port":"5"}"#, [:]),
        (#"{"conn_type":"http","host":"h",}"#, [:]), (#"{"conn_type":"http","secret":"h"}"#, [:]),
    ])
    func storedTextShowsOnlyWhatCannotBeTheSecret(_ text: String, _ shown: [String: String]) {
        #expect(reader.shownFields(ofStored: Secret(text)) == shown)
    }

    @Test(arguments: [
        (
            #"{"conn_type":"hive","host":"h","login":"airflow/h@REALM","schema":"s"}"#,
            ["host": "h", "login": "airflow/h@REALM", "schema": "s"]
        ),
        (#"{"conn_type":"http","host":"h","login":"u","schema":"a:b"}"#, ["host": "h", "login": "u"]),
        (#"{"conn_type":"http","host":"https://h/?token=p","login":"u"}"#, ["login": "u"]),
        (#"{"conn_type":"http","host":"u:p@h","login":"u/x:p","schema":"p@h"}"#, [:]),
        ("postgres://u:p@h/a%3Ab", ["conn_type": "postgres"]), (#"{"conn_uri":"postgres://u@h"}"#, [:]),
        ("postgres://u:12/x@h", ["conn_type": "postgres"]), ("secret text", [:]),
    ])
    func aDeclarationHoldsEachFieldOfStrictJSONThatIsPlainByItself(_ text: String, _ plain: [String: String]) {
        #expect(reader.plainFields(ofStored: Secret(text)) == plain)
    }
}
