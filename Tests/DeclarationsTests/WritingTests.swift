import AirflowModel
import SyncModel
import Testing

@testable import Declarations

/// A text as a file of declarations.
private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

private func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

private func root(_ text: String, file: String = "a.yaml") throws -> LocatedValue {
    try DeclarationFileReader.readAsAirflow(bytes(text), file: file).root
}

@Suite struct YAMLTextTests {
    static let awkward = [
        "", " ", "a", "yes", "No", "null", "~", "1", "0123", "1e3", "1:30", "2024-01-01", ".5", "-", "- a", "? a",
        "a: b", "a:",
        "a #b", "#a", "a#b", "{a}", "[a]", "a, b", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a`", "\"a\"", "'a'", "a'b",
        "\\n",
        "a\nb\n", "\t", "\u{0}\u{1}\u{7F}", "\u{85}\u{2028}", "ü🙂é", "\u{202E}abc", "ref+kept://",
        "ref+sops://a/b.json#/c/d", "https://example.com:80/a?b=c", "...", "---", "=", "<<", "x  y", " lead", "trail ",
        "e\u{301}", "on", "1_000", "+1", "0x1f", "word word", "a:b",
    ]

    @Test(arguments: awkward) func aTextIsReadBackAsItselfInEveryPlace(_ text: String) throws {
        let value = JSONValue.object([
            "plain": .text(text), "nested": .object(["in": .text(text), "list": .array([.text(text)])]),
        ])
        let key = text.isEmpty ? "empty" : text
        let read = try root(YAMLText.entry(key, value))
        let member = try #require(read.members?.first)
        #expect(member.key.text.map(BytewiseKey.init) == BytewiseKey(key))
        #expect(try member.value.jsonValue() == value)
        #expect(try root(YAMLText.entry("k", .text(text))).member("k")?.value.jsonValue() == .text(text))
    }

    @Test func harmlessTextsStayWithoutQuotes() {
        for text in ["db.example.com", "ref+kept://", "eu-central-1", "two words", "/a/b", "ref+env://A_B"] {
            #expect(YAMLText.scalar(text) == text)
        }
    }

    @Test func numbersThatYAMLWouldSpellOtherwiseAreRefused() {
        for source in ["1.50", "1e3", "007", "-0", "NaN", "+1"] { #expect(!YAMLText.canHold(.number(source))) }
        for source in ["0", "-1", "12345678901234567890123"] { #expect(YAMLText.canHold(.number(source))) }
    }
}

@Suite struct DeclarationAppendingTests {
    private let new = [EntryText(key: "new", text: "new: 1\n")]

    @Test func whatIsThereStaysByteByByte() {
        for before in ["", "# only words\n", "a: 1", "a: |\n  text\n", "a: 1\n# end\n", "a:\n  b: 1\r\n"] {
            let after = text(DeclarationAppending.appending(new, to: bytes(before), file: "a.yaml"))
            #expect(after?.hasPrefix(before) == true)
            #expect(after?.hasSuffix("new: 1\n") == true)
        }
    }

    @Test func aLayoutThatDoesNotAllowItIsLeftAlone() {
        for before in [
            "{a: 1}\n", "a: 1\n...\n", "new: 0\n", "- a\n", "a: [\n", "  a: 1\n", "a: |+\n  text\n\n\n# x\n...",
        ] {
            #expect(DeclarationAppending.appending(new, to: bytes(before), file: "a.yaml") == nil, "\(before)")
        }
        for file in ["a.json", "a.env", "a.sops.yaml", "a.yaml.age"] {
            #expect(DeclarationAppending.appending(new, to: [], file: file) == nil)
        }
    }
}

@Suite struct DeclarationEditingTests {
    private func replacing(_ name: String, in source: String, by value: JSONValue, file: String = "a.yaml") throws
        -> String?
    {
        let node = try #require(try root(source, file: file).member(name)?.value)
        return text(DeclarationEditing.applying([.replace(node, value)], to: bytes(source), file: file))
    }

    @Test(arguments: [
        ("a: old # why\nb: 1\n", "a: new # why\nb: 1\n"), ("a: 'o''ld'\n", "a: new\n"),
        ("a: \"o\\\"ld\"  # x\n", "a: new  # x\n"),
        ("{b: ü, a: old, c: 2}", "{b: ü, a: new, c: 2}"), ("a: 17\n", "a: new\n"), ("\"a\" : yes", "\"a\" : new"),
    ])
    func aScalarIsReplacedAndNothingElse(_ before: String, _ after: String) throws {
        #expect(try replacing("a", in: before, by: .text("new")) == after)
    }

    @Test func otherFormatsKeepTheirSpelling() throws {
        #expect(
            try replacing("a", in: "{\"ü\": 1, \"a\": \"x\"}", by: .text("q\""), file: "a.json")
                == "{\"ü\": 1, \"a\": \"q\\\"\"}")
        #expect(try replacing("a", in: "b=1\na=x y\n", by: .text("new"), file: "a.env") == "b=1\na=new\n")
        #expect(try replacing("a", in: "a=x\n", by: .text("two\nlines"), file: "a.env") == nil)
    }

    @Test func aBlockScalarIsNotTouched() throws {
        #expect(try replacing("a", in: "a: |\n  old\n", by: .text("new")) == nil)
    }

    @Test func membersAreAddedAndTakenAwayWithTheirLine() throws {
        let source = "# top\na:\n    x: 1   # one\n    y: 2\n"
        let node = try #require(try root(source).member("a")?.value)
        let x = try #require(node.member("x"))
        let y = try #require(node.member("y"))
        func edited(_ edit: DeclarationEdit) -> String? {
            text(DeclarationEditing.applying([edit], to: bytes(source), file: "a.yaml"))
        }
        #expect(
            edited(.insert(into: node, name: "w", .text("v"))) == "# top\na:\n    w: v\n    x: 1   # one\n    y: 2\n")
        #expect(edited(.remove(x)) == "# top\na:\n    # one\n    y: 2\n")
        #expect(edited(.remove(y)) == "# top\na:\n    x: 1   # one\n")
        let flow = try #require(try root("a: {x: 1}\n").member("a")?.value)
        let inserted = DeclarationEditing.applying(
            [.insert(into: flow, name: "w", .text("v"))], to: bytes("a: {x: 1}\n"), file: "a.yaml")
        #expect(text(inserted) == "a: {w: v, x: 1}\n")
    }
}

@Suite struct EncryptionToolTests {
    @Test(arguments: [
        ("a.sops.yaml", EncryptionTool.sops), ("x/a.SOPS.json", .sops), ("a.sops.env", .sops), ("a.yaml.age", .age),
        ("a.json.age", .age), ("a.sops.yaml.age", .age),
    ])
    func theNameTellsTheTool(_ name: String, _ tool: EncryptionTool) {
        #expect(EncryptionTool(fileName: name) == tool)
    }

    @Test(arguments: ["a.yaml", "sops.yaml", "a.age", "a.txt.age", "a.sops.txt", "asops.yaml", ".sops.yaml"])
    func otherNamesArePlain(_ name: String) {
        #expect(EncryptionTool(fileName: name) == nil)
    }

    @Test func aFileEncryptedWithSOPSThatDoesNotSaySoIsAnError() {
        let file = "a: ENC[AES256_GCM,data:x]\nsops: {mac: x, version: '3.9'}\n"
        #expect(load(["variables/a.yaml": file]).diagnostics.first("encrypted-file")?.severity == .error)
    }

    @Test func withoutItsTextAnEncryptedFileIsNotedAndNotRead() {
        let loaded = load([
            "variables/a.sops.yaml": "a: ENC[x]\nsops: {mac: x}\n", "variables/b.yaml": "b: x\n",
        ])
        #expect(loaded.entries.map(\.id.key) == ["b"])
        #expect(loaded.unread == ["variables/a.sops.yaml"])
        #expect(loaded.diagnostics.first("encrypted-file")?.severity == .note)
    }

    @Test(arguments: [
        ("a.sops.env", "A=ENC[x]\nsops_mac=ENC[y]\n"), ("a.sops.json", #"{"a": "ENC[x]", "sops": {"mac": "y"}}"#),
        ("a.yaml.age", "age-encryption.org/v1\n-> X25519"), ("a.env.age", "-----BEGIN AGE ENCRYPTED FILE-----\n"),
    ])
    func theMarksOfBothToolsAreKnown(_ name: String, _ text: String) {
        #expect(load(["variables/" + name: text]).unread == ["variables/" + name])
    }

    @Test(arguments: ["a.sops.yaml", "a.sops.json", "a.sops.env", "a.yaml.age"])
    func aFileThatOnlyItsNameCallsEncryptedIsAnError(_ name: String) {
        let loaded = load(["variables/" + name: "a: hunter2\n"])
        #expect(loaded.diagnostics.first("not-encrypted")?.severity == .error)
        #expect(loaded.unread.isEmpty)
    }

    @Test func aListOfCommandsMayHaveLinesOfWindows() throws {
        #expect(try ExecCommands.parse("a = /bin/x 1\r\nb = /bin/y\r\n") == ["a": ["/bin/x", "1"], "b": ["/bin/y"]])
    }
}
