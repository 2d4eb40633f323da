import AirflowModel
import SyncModel
import Testing

@testable import Declarations

@Suite struct YAMLReaderTests {
    static let scalars: [[JSONValue]] = (try? vector("yaml_scalars.json"))?["cases"]?.elements.map(\.elements) ?? []

    private func read(_ text: String) throws(FileProblem) -> LocatedValue {
        try YAMLReader.read(SourceText(text: text, file: "f.yaml"))
    }

    private func problem(_ text: String) -> Diagnostic? {
        do {
            _ = try read(text)
            return nil
        } catch {
            return error.diagnostics.first
        }
    }

    @Test func unquotedScalarsHaveTheTypesThatPyYAMLGivesThem() throws {
        #expect(Self.scalars.count > 400)
        for scalar in Self.scalars {
            let text = try #require(scalar[0].text)
            #expect(kind(of: text) == [scalar[1].text, scalar[2].text], "\(text)")
        }
    }

    private func kind(of text: String) -> [String?] {
        guard case .content(let content) = YAMLScalar.resolve(text) else {
            // The two special keys `<<` and `=`: PyYAML fails on them where they are values.
            return ["fails", nil]
        }
        switch content {
        case .null: return ["null", nil]
        case .bool(let value): return ["bool", value ? "true" : "false"]
        case .integer(let digits): return ["integer", digits]
        case .float: return ["float", LocatedValue(content, at: SourceLocation(file: "")).shown]
        case .text(let text): return ["text", text]
        case .foreign(let name): return [name == "date" ? "date" : "time", nil]
        case .brokenText, .list, .mapping: return ["structure", nil]
        }
    }

    @Test func everyNodeKnowsItsPlace() throws {
        let root = try read("a: 1\nb:\n  c: [x, y]\n")
        let b = try #require(root.member("b"))
        #expect(b.key.location == SourceLocation(file: "f.yaml", line: 2, column: 1))
        let c = try #require(b.value.member("c"))
        #expect(c.value.elements?.map(\.location.column) == [7, 10])
    }

    @Test func aByteOrderMarkInsideAFileIsACharacterLikeAnyOther() throws {
        let root = try read(
            """
            a: "\\uFEFFx\\ufeff"
            b: '\u{FEFF}\\uFEFF'
            c: \u{FEFF}plain
            d: |
              \u{FEFF}block \\uFeFf
            e: "\\\\uFEFF \\U0000feff"
            "\\uFEFFkey": 1
            """)
        let values = ["a", "b", "c", "d", "e"].map { root.member($0)?.value.text }
        #expect(
            values.map { $0.map { Array($0.unicodeScalars) } }
                == [
                    "\u{FEFF}x\u{FEFF}", "\u{FEFF}\\uFEFF", "\u{FEFF}plain", "\u{FEFF}block \\uFeFf\n",
                    "\\uFEFF \u{FEFF}",
                ].map { Array($0.unicodeScalars) })
        #expect(root.member("\u{FEFF}key")?.value.shown == "1")
        #expect(problem("a: \u{FEFF}\nb: \u{EEFF}\n")?.code == "byte-order-mark")
    }

    @Test func quotedScalarsAndExplicitTextStayText() throws {
        let root = try read("a: '017'\nb: \"yes\"\nc: !!str 1\nd: ! 12\ne: |\n  no\nf: !!int '7'\n!!str 5: x\n")
        #expect(["a", "b", "c", "e"].map { root.member($0)?.value.text } == ["017", "yes", "1", "no\n"])
        #expect(root.member("d")?.value.shown == "12")
        #expect(root.member("f")?.value.shown == "7")
        #expect(root.member("5")?.value.text == "x")
    }

    /// Recorded from PyYAML; nil where it fails.
    @Test(
        arguments: [
            ("! 1:30", "90"), ("! '1'", "1"), ("! ''", "null"), ("!", "\"\""), ("! 1e3", "\"1e3\""),
            ("! 'yes'", "true"),
            ("!!int '0o17'", "15"), ("!!int 0x1f", "31"), ("!!int _1", "1"), ("!!int -017", "-15"),
            ("!!int 1:30", "90"),
            ("!!int 08", nil), ("!!int 1.5", nil), ("!!int '0X1F'", nil), ("!!int x", nil), ("!!int ''", nil),
            ("!!float 1_0", "10.0"), ("!!float 1:30", "90.0"), ("!!float .inf", "Infinity"),
            ("!!float -.inf", "-Infinity"),
            ("!!float 1_000.5", "1000.5"), ("!!float 1.", "1.0"), ("!!float 1e3", "1000.0"), ("!!float ' 5 '", "5.0"),
            ("!!float -1:30", "-90.0"), ("!!float 017", "17.0"), ("!!float nan", "NaN"), ("!!float 1:2:3", "3723.0"),
            ("!!float 0x1f", nil), ("!!float x", nil), ("!!float ''", nil), ("!!float '1:'", nil), ("!!float 0b1", nil),
            ("!!int 1:99", "159"), ("!!int '1: 2'", "62"), ("!!int -1:-30", "-30"), ("!!int +-5", "-5"),
            ("!!int --5", "5"),
            ("!!int 0b0b1", "1"), ("!!int 0x-f", "-15"), ("!!int 0XFF", nil), ("!!int ' 5 '", "5"), ("!!int '٣'", "3"),
            ("!!int 08", nil), ("!!int 0b_", nil), ("!!int 1::2", nil), ("!!int -0", "0"),
            ("!!float '٣.٥'", "3.5"), ("!!float -1:-5", "-55.0"), ("!!float .", nil), ("!!float +-1", "-1.0"),
            ("!!float --1", "1.0"), ("!!float 1e", nil), ("!!float 1:nan", "NaN"),
            ("!!bool 'yEs'", "true"), ("!!bool 1", nil), ("!!bool ''", nil), ("!!null x", "null"),
            ("!!timestamp 2020-1-1", "<date>"), ("!!timestamp 2020-01-01T10:00:00", "<date and time>"),
            ("!!timestamp x", nil), ("!!timestamp 2020-13-01", nil), ("!!timestamp '2020-01-01 '", nil),
            ("!!binary aGk=", "<binary value>"), ("!!binary 'a Gk='", "<binary value>"),
            ("!!binary ''", "<binary value>"),
            ("!!binary __", "<binary value>"), ("!!binary 1", nil), ("!!binary aGk", nil), ("!!binary '\u{E9}'", nil),
            ("!!set {a, b}", "<set>"), ("!!set {}", "<set>"), ("!!set [a]", nil), ("!!set x", nil),
            ("!!omap [a: 1, a: 2]", #"[["a", 1], ["a", 2]]"#),
            ("!!pairs [1: 2, b: {c: d}]", #"[[1, 2], ["b", {"c": "d"}]]"#),
            ("!!pairs [[a]: 1, {? {b: 2} : c}]", #"[[["a"], 1], [{"b": 2}, "c"]]"#),
            ("!!omap []", "[]"), ("!!omap {a: 1}", nil), ("!!pairs [a]", nil), ("!!pairs [{a: 1, b: 2}]", nil),
            ("2020-01-01T10:00:00+23:59", "<date and time>"), ("2020-01-01T10:00:00+22:99", "<date and time>"),
            ("2020-01-01T10:00:00+25:00", nil), ("2020-01-01T10:00:00-24:00", nil), ("2020-01-01T10:00:00+23:60", nil),
        ] as [(String, String?)])
    func explicitTagsGiveWhatPyYAMLGives(_ text: String, _ expected: String?) {
        #expect((try? read("k: \(text)\n"))?.member("k")?.value.shown == expected)
    }

    @Test func repeatedKeysAreKeptWithTheirPlaces() throws {
        let text = "a: 1\n'a': 2\nb: {x: 1, x: 2, \"x\": 3}\na: 4\n"
        let root = try read(text)
        #expect(root.effectiveMembers.map(\.value.shown) == ["4", #"{"x": 3}"#])
        let found = DeclarationFileReader.repeatedKeys(in: root)
        #expect(
            found.places.sorted() == [
                "duplicate-key f.yaml:2", "duplicate-key f.yaml:3", "duplicate-key f.yaml:3", "duplicate-key f.yaml:4",
            ])
        #expect(found.first { $0.location?.line == 4 }?.message.contains("line 1") == true)
        #expect(found.filter { $0.location?.line == 3 }.map { $0.location?.column } == [11, 17])
    }

    @Test func aNumberAndItsTextAreDifferentKeys() throws {
        let root = try read("1: a\n'1': b\nyes: c\ntrue: d\n")
        #expect(root.effectiveMembers.map(\.value.text) == ["d", "b"])
        #expect(DeclarationFileReader.repeatedKeys(in: root).map { $0.location?.line } == [3, 4])
    }

    @Test func textsThatOnlyLookAlikeAreDifferentKeys() throws {
        let root = try read("\u{E9}: 1\ne\u{301}: 2\n")
        #expect(root.effectiveMembers.count == 2)
        #expect(DeclarationFileReader.repeatedKeys(in: root).isEmpty)
    }

    @Test func mergeKeysGiveDefaultsAndOwnKeysWin() throws {
        let root = try read("a: &a {k: 1, l: 1}\nb: &b {k: 2, m: 2}\nc:\n  k: 3\n  <<: [*a, *b]\nd: {<<: *a, <<: *b}\n")
        #expect(root.member("c")?.value.shown == #"{"k": 3, "m": 2, "l": 1}"#)
        #expect(DeclarationFileReader.repeatedKeys(in: root).map(\.message).allSatisfy { !$0.contains("k") })
        #expect(problem("a: {<<: 1}\n")?.code == "yaml-merge")
        #expect(try read("a: {<<: !!set {k}, l: 1}\n").member("a")?.value.shown == #"{"k": null, "l": 1}"#)
        #expect(problem("a: {<<: !!omap [k: 1]}\n") == nil)
    }

    @Test(arguments: [
        ("a: 1\n\tb: 2\n", "yaml-tab", 2), ("a:\n\t- 1\n", "yaml-tab", 2),
        ("---\na: 1\n---\nb: 2\n", "yaml-documents", 4),
        ("a: !!python/object:os.system x\n", "yaml-tag", 1), ("a: !vault x\n", "yaml-tag", 1),
        ("a: b: c\n", "yaml-syntax", 1),
        ("x: 1\na: \"b\u{1}\"\n", "control-character", 2), ("a: [1, 2\n", "yaml-syntax", 2),
        ("a: *none\n", "yaml-syntax", 1),
        ("a: 2020-13-01\n", "yaml-value", 1), ("a: =\n", "yaml-value", 1), ("{a: 1}: 2\n", "yaml-key", 1),
        ("# nothing\n", "empty-file", 1), ("", "empty-file", 1),
    ])
    func badInputIsRefusedWithItsLine(_ text: String, _ code: String, _ line: Int) throws {
        let found = problem(text)
        let problem = try #require(found)
        #expect(problem.code == code)
        #expect(problem.location?.line == line)
    }

    @Test func aTabIsNamedWithAHint() {
        let problem = problem("a:\n\tb: 1\n")
        #expect(problem?.location == SourceLocation(file: "f.yaml", line: 2, column: 1))
        #expect(problem?.hint == "replace the tab with spaces")
    }

    @Test(arguments: [
        ("a: b: c\n", "a second `: ` where a value stands already", 1, 5),
        ("a: 1\nb\nc: 2\n", "a key without a `:` after it", 3, 1),
        (
            "a:\n  b: 1\n c: 2\n", "a line that does not fit into the mapping around it (the mapping begins in line 1)",
            3, 2
        ),
        (
            "a: [1, 2\n",
            "a `[` without its `]`, or two elements without a comma between them (the list begins in line 1)", 2, 1
        ),
        ("a: \"b\n", "the file ends inside a quoted text (the quoted text begins in line 1)", 2, 1),
        ("a: @b\n", "a value begins with a character that YAML keeps for itself, such as `@`, `%` or a backtick", 1, 4),
        (
            "a: \"\\d\"\n",
            "a backslash in double quotes that begins no escape of YAML (the quoted text begins in line 1)", 1, 5
        ),
        ("a: *none\n", "an alias (`*name`) without its anchor (`&name`) before it", 1, 4),
    ])
    func brokenSyntaxIsToldInOurWordsWithPlaceAndWayOut(_ text: String, _ message: String, _ line: Int, _ column: Int)
        throws
    {
        let found = problem(text)
        let problem = try #require(found)
        #expect(problem.message == message)
        #expect(problem.location == SourceLocation(file: "f.yaml", line: line, column: column))
        #expect(problem.hint != nil)
    }

    @Test func anAnchorThatIsSetAgainIsRefusedAsByPyYAML() throws {
        #expect(problem("a: &x 1\nb: &x 2\n")?.code == "yaml-anchor")
        #expect(problem("a: &x\n- [*x]\n")?.code == "yaml-anchor")
        #expect(problem("a: &xy\n- [*x]\n")?.code == "yaml-syntax")
        #expect(problem("a: &x 1\nb:\n- {c: &x 2}\n")?.location?.line == 3)
        #expect(try read("a: &x {k: &y 1}\nb: [*x, *x, *y]\n").member("b")?.value.shown == #"[{"k": 1}, {"k": 1}, 1]"#)
    }

    @Test func repeatedKeysMayHaveATag() throws {
        let root = try read("!!str 1: a\n'1': b\n!!str 1: c\n")
        #expect(root.effectiveMembers.map(\.value.text) == ["c"])
    }

    @Test func deepNestingIsRefused() {
        #expect(problem(String(repeating: "[", count: 300) + String(repeating: "]", count: 300))?.code == "nesting")
        #expect(problem(String(repeating: "[", count: 50_000)) != nil)
        #expect(problem("a: " + String(repeating: "[", count: 90) + String(repeating: "]", count: 90)) == nil)
    }

    @Test func aliasesThatMultiplyAreRefused() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<12 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        #expect(problem(text)?.code == "alias-expansion")
        #expect(problem(text + "? *a11\n: x\n")?.code == "yaml-key")
        #expect(problem(text + "*a11 : x\n")?.code == "yaml-key")
        #expect(problem(text + "*a11: x\n")?.code == "yaml-key")
        #expect(problem(text + "z: {*a11 : x}\n")?.code == "yaml-key")
        #expect(problem(text + "z: {*a11:x}\n")?.code == "yaml-key")
        #expect(problem(text + "z: {[*a11, *a11]: x}\n")?.code == "yaml-key")
        #expect(problem(text + "? [*a11]\n: x\n? [*a11]\n: y\n")?.location?.line == 13)
    }

    @Test func quotedTextThatLooksLikeAliasesAsKeysIsFine() throws {
        let signs = String(repeating: "&a &b &c *a *b *c ", count: 20)
        let root = try read("text: \"\(signs)\n  {*a:x\n  ? *b\n  *c : y\"\nplain: \(signs.dropFirst())\n")
        #expect(root.effectiveMembers.count == 2)
    }

    @Test func textFullOfTheirSignsIsFine() throws {
        let line = "  * an item &amp; more &amp; so on\n  * name : value\n  ? [x]\n"
        let text = "notes: |\n" + String(repeating: line, count: 40)
        #expect(try read(text).effectiveMembers.count == 1)
    }

    @Test func aliasesThatDoNotMultiplyAreFine() throws {
        var text = "base: &base {k: v}\n"
        for number in 0..<500 { text += "e\(number): *base\n" }
        #expect(try read(text).effectiveMembers.count == 501)
    }

    @Test func thousandsOfRepeatedKeysDoNotHang() {
        let text = (0..<3000).map { "k\($0 % 1500): \($0)\n" }.joined()
        #expect(problem(text)?.code == "duplicate-key")
    }

    @Test func valuesAreNotPrinted() throws {
        let root = try read("password: hunter2\n")
        let member = try #require(root.member("password"))
        for text in ["\(root)", "\(member)", String(reflecting: member.value), "\(member.value.content)"] {
            #expect(!text.contains("hunter2"))
        }
        var dumped = ""
        dump(root, to: &dumped)
        #expect(!dumped.contains("hunter2"))
    }
}
