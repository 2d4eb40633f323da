import SyncModel
import Testing

@testable import Declarations

@Suite struct FileReaderTests {
    private func read(_ text: String, _ file: String) -> (file: ParsedFile?, diagnostics: [Diagnostic]) {
        DeclarationFileReader.read(Array(text.utf8), file: file)
    }

    @Test func JSONMembersKnowTheirPlaces() throws {
        let (file, found) = read("{\n  \"a\": {\"b\": [1,\n  2]},\n  \"c\": \"x\"\n}", "f.json")
        #expect(found.isEmpty)
        let root = try #require(file?.root)
        #expect(root.member("c")?.value.location == SourceLocation(file: "f.json", line: 4, column: 8))
        #expect(root.member("a")?.value.member("b")?.value.elements?.last?.location.line == 3)
    }

    @Test func JSONTextsAreUnescaped() throws {
        let (file, _) = read(#"{"a": "\u00e9\ud83d\ude00\n\/\"\\", "b": "é😀"}"#, "f.json")
        #expect(file?.root.member("a")?.value.text == "é😀\n/\"\\")
        #expect(file?.root.member("b")?.value.text == "é😀")
    }

    @Test(arguments: [
        ("{\"a\":}", "json-syntax", 1), ("{\n\"a\": 1,\n}", "json-syntax", 3), ("{\"a\": 01}", "json-syntax", 1),
        ("{\"a\": \"x\ny\"}", "json-syntax", 1), ("{\"a\": 1} x", "json-syntax", 1), ("{\"a\": .5}", "json-syntax", 1),
        ("{\"a\": \"\\x\"}", "json-syntax", 1), ("{\"a\": \"\\ud800\"}", "lone-surrogate", 1), ("", "empty-file", 1),
        ("{'a': 1}", "json-syntax", 1), ("[1]", "not-a-mapping", 1), ("\u{FEFF}{}", "byte-order-mark", 1),
        ("{\"a\": 1, \"b\": 2, \"a\": 3}", "duplicate-key", 1), ("{\"a\": +1}", "json-syntax", 1),
    ])
    func badJSONIsRefusedWithItsLine(_ text: String, _ code: String, _ line: Int) {
        let (_, found) = read(text, "f.json")
        #expect(found.first?.code == code)
        #expect(found.first?.location?.line == line)
    }

    @Test func halfASurrogatePairIsReadAsPythonReadsItAndRefusedOnTop() throws {
        let text = #"{"v": {"\udc00": ["a\ud800b", "\ud800\ud83d\ude00"]}, "w": "\ud800"}"#
        let parsed = try DeclarationFileReader.readAsAirflow(Array(text.utf8), file: "f.json")
        let (variables, failed) = try AirflowTextFile.imported(parsed)
        let stored = "{\n  \"\\udc00\": [\n    \"a\\ud800b\",\n    \"\\ud800\\ud83d\\ude00\"\n  ]\n}"
        #expect(variables.map(\.value) == [Secret(stored)])
        #expect(failed.map(\.column) == [55])
        let found = read(text, "f.json").diagnostics
        #expect(found.map(\.code) == Array(repeating: "lone-surrogate", count: 4))
        #expect(found.map { $0.location?.column } == [8, 19, 31, 60])
    }

    @Test(arguments: [
        ("{\"a\": 01}", "`,` or `}` is expected", 8), ("{\"a\" 1}", "`:` is expected after the member name", 6),
        ("{a: 1}", "a member name in double quotes is expected", 2), ("{\"a\": [1 2]}", "`,` or `]` is expected", 10),
        ("{\"a\": ", "the text ends where a value is expected", 7), ("{\"a\": +1}", "a JSON value is expected", 7),
        ("{} x", "unexpected text after the end of the JSON value", 4),
        ("{\"é\": \"\\x\"}", "an unknown escape in a text", 9),
        ("{\"a\": \"\\u12g4\"}", "`\\u` needs four hexadecimal digits", 10),
        ("{\"a\": \"\t\"}", "a control character inside a text must be escaped", 8),
        ("{\"a\": \"\\n\t\"}", "a control character inside a text must be escaped", 10),
        ("{\"a", "a text is not closed with a double quote", 4),
    ])
    func badJSONIsExplainedWhereItStands(_ text: String, _ message: String, _ column: Int) {
        let found = read(text, "f.json").diagnostics.first
        #expect(found?.message == message)
        #expect(found?.location?.column == column)
    }

    @Test func JSONIsReadAsDeepAsPythonReadsIt() {
        func nested(_ depth: Int) -> String {
            "{\"a\":" + String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1) + "}"
        }
        #expect(read(nested(990), "f.json").diagnostics.isEmpty)
        #expect(read(nested(991), "f.json").diagnostics.first?.code == "nesting")
        #expect(read("{\"a\":" + String(repeating: "[", count: 100_000), "f.json").diagnostics.first?.code == "nesting")
    }

    @Test func longIntegersAreRefusedAsPythonDoes() {
        #expect(read("{\"a\": \(String(repeating: "1", count: 4301))}", "f.json").diagnostics.first?.code == "number")
        #expect(read("{\"a\": \(String(repeating: "1", count: 4300))}", "f.json").diagnostics.isEmpty)
    }

    @Test func numbersKeepTheirMeaning() throws {
        let (file, _) = read("{\"a\": [1e3, -0, 1.50, 12345678901234567890, -0.0, 1E400]}", "f.json")
        #expect(file?.root.member("a")?.value.shown == "[1000.0, 0, 1.5, 12345678901234567890, -0.0, Infinity]")
    }

    @Test func aByteOrderMarkIsRefusedInEveryFormat() {
        for name in ["f.yaml", "f.json", "f.env"] {
            #expect(read("\u{FEFF}a=1: x\n", name).diagnostics.contains { $0.code == "byte-order-mark" }, "\(name)")
        }
    }

    @Test func invalidUTF8IsNamedWithItsLine() {
        let (_, found) = DeclarationFileReader.read(Array("a: 1\nb: ".utf8) + [0xFF, 0x41], file: "f.yaml")
        #expect(found.places == ["invalid-utf8 f.yaml:2"])
        let (_, wide) = DeclarationFileReader.read([0xFF, 0xFE, 0x61, 0x00], file: "f.yaml")
        #expect(wide.first?.message.contains("UTF-16") == true)
    }

    @Test func lineEndsOfOtherSystemsAreEqual() {
        let (file, found) = read("a: 1\r\nb: |\r\n  x\r\n  y\r\n", "f.yaml")
        #expect(found.isEmpty)
        #expect(file?.root.member("b")?.value.text == "x\ny\n")
    }

    @Test func hugeFilesAreRefusedUnread() {
        let bytes = [UInt8](repeating: UInt8(ascii: " "), count: DeclarationFileReader.sizeLimit + 1)
        #expect(DeclarationFileReader.read(bytes, file: "f.yaml").diagnostics.places == ["file-size f.yaml"])
    }

    @Test func badLinesOfEnvFilesAreAllNamed() {
        let (_, found) = read("A=1\nB\n=x\nC=\n  \n# fine\nD=2\n", "f.env")
        #expect(found.places == ["env-line f.env:2", "env-line f.env:3", "env-line f.env:4", "env-line f.env:5"])
    }

    @Test func repeatedKeysOfEnvFilesNameBothLines() throws {
        let found = read("A=1\nB=2\nA=3\n", "f.env").diagnostics
        #expect(found.places == ["duplicate-key f.env:3"])
        #expect(try #require(found.first).message.contains("line 1"))
    }

    @Test(arguments: [
        ("a.yaml", DeclarationFormat.yaml), ("a.YML", .yaml), ("x/a.Json", .json), ("a.b.env", .env), (".env", nil),
        ("a.json.bak", nil), ("yaml", nil), ("a.", nil), ("x.yaml/a", nil),
    ])
    func theLastSuffixDecides(_ name: String, _ format: DeclarationFormat?) {
        #expect(DeclarationFormat(fileName: name) == format)
    }
}
