import Testing

@testable import AirflowModel

@Suite struct PythonJSONTests {
    @Test(arguments: [
        ("5", "5"), (" [1 ,2]\n", "[1, 2]"), ("{}", "{}"), ("[ ]", "[]"), ("1.10", "1.1"), ("1e3", "1000.0"),
        ("-0", "0"),
        ("-0.0", "-0.0"), ("1e16", "1e+16"), ("123456789012345678", "123456789012345678"),
        ("1e15", "1000000000000000.0"),
        ("0.0001", "0.0001"), ("0.00001", "1e-05"), ("1.5e300", "1.5e+300"), ("1e999", "Infinity"),
        ("-1e999", "-Infinity"),
        ("1e-999", "0.0"), ("NaN", "NaN"), ("5e-324", "5e-324"), ("0.1e1", "1.0"),
        ("9007199254740993.0", "9007199254740992.0"),
        ("\"é\u{7F}\u{1F600}/\"", "\"\\u00e9\\u007f\\ud83d\\ude00/\""), ("\"\\u00e9\\n\\/\\b\"", "\"\\u00e9\\n/\\b\""),
        ("\"\\ud83d\\ude00\"", "\"\\ud83d\\ude00\""), ("\"\\ud800\"", "\"\\ud800\""),
        ("\"\\ude00\\ud83d\"", "\"\\ude00\\ud83d\""),
        ("\"\\ud83dx\\ude00\"", "\"\\ud83dx\\ude00\""), ("\"\\ud83d\\ud83d\\ude00\"", "\"\\ud83d\\ud83d\\ude00\""),
        ("{\"b\":1,\"a\":2,\"b\":3}", "{\"b\": 3, \"a\": 2}"),
        ("{\"a\":[{\"b\":null},true,false]}", "{\"a\": [{\"b\": null}, true, false]}"),
    ])
    func valueIsDumpedAsPythonDoes(_ text: String, _ dumped: String) throws {
        #expect(PythonJSON.dumps(try PythonJSON.parse(text)) == dumped)
    }

    @Test(arguments: [
        "", " ", "{", "[", "[1", "[1,", "[1,]", "[,1]", "{\"a\"", "{\"a\":", "{\"a\":1,}", "{a:1}", "{1:2}",
        "{\"a\" 1}", "{,}",
        "nul", "True", "tru", "+1", "01", "1.", ".5", "1e", "1e+", "-", "--1", "0x10", "1_000", "NaN1", "Inf", "\"",
        "\"\\\"", "\"\\x\"",
        "\"\\u12\"", "\"\\u12g4\"", "\"\\ud83d\\u00\"", "\"a\nb\"", "\"\u{0}\"", "\"\u{1F}\"", "\u{FEFF}5", "\u{A0}5",
        "\u{B}5", "\u{C}5", "5 x",
        "5,", "[1]]", "{}{}", "'a'", "// c\n5", "[1 2]", "\0",
    ])
    func textIsNotJSON(_ text: String) {
        #expect(throws: PythonJSON.Failure.malformed) { try PythonJSON.parse(text) }
    }

    @Test(arguments: [
        String(repeating: "1", count: 4301), "-" + String(repeating: "9", count: 4301),
        "[" + String(repeating: "1", count: 4301), String(repeating: "1", count: 5000) + "x",
        "{\"a\":" + String(repeating: "1", count: 4301) + "e",
    ])
    func longIntegerIsAHardFailure(_ text: String) {
        #expect(throws: PythonJSON.Failure.integerTooLong) { try PythonJSON.parse(text) }
    }

    @Test(arguments: [
        String(repeating: "1", count: 4300), "-" + String(repeating: "1", count: 4300),
        String(repeating: "1", count: 9000) + ".5",
        String(repeating: "1", count: 9000) + "e1", "\"" + String(repeating: "1", count: 9000) + "\"",
    ])
    func longNumberWithinTheLimitIsKept(_ text: String) throws {
        let value = try PythonJSON.parse(text)
        #expect(PythonJSON.canonical(value) == text)
    }

    @Test func problemBeforeTheLongIntegerIsMerelyMalformed() {
        let digits = String(repeating: "1", count: 4301)
        #expect(throws: PythonJSON.Failure.malformed) { try PythonJSON.parse("[x," + digits) }
    }

    @Test(arguments: ["[", "{\"a\":", "[{\"a\":"])
    func deepNestingIsAHardFailureWithoutExhaustingTheStack(_ opening: String) {
        let text = String(repeating: opening, count: 200_000)
        #expect(throws: PythonJSON.Failure.nestedTooDeeply) { try PythonJSON.parse(text) }
    }

    @Test func nestingWithinTheLimitIsReadAndPrinted() throws {
        let depth = PythonLimits.nesting
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(PythonJSON.canonical(try PythonJSON.parse(text)) == text)
        #expect(throws: PythonJSON.Failure.nestedTooDeeply) { try PythonJSON.parse("[" + text + "]") }
    }

    @Test func canonicalTextIgnoresLayoutAndOrderButKeepsNumbers() throws {
        let value = try PythonJSON.parse(" { \"b\" : 1.10, \"a\" : [1E2, \"\\u00e9\\u0001\\/\\ud800\"], \"é\":{} } ")
        #expect(PythonJSON.canonical(value) == "{\"a\":[1E2,\"é\\u0001/\\ud800\"],\"b\":1.10,\"é\":{}}")
    }

    @Test func namesThatOnlyLookAlikeAreDifferentMembers() throws {
        let object = try #require(try PythonJSON.parse("{\"\u{E9}\":1,\"e\u{301}\":2}").object)
        #expect(object.members.count == 2)
        #expect(object["\u{E9}"] == .number("1"))
        #expect(object["e\u{301}"] == .number("2"))
    }

    @Test func duplicatesAreNotedInsideObjectsOfAnySize() throws {
        let many = (0..<40).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        #expect(try !PythonJSON.parseNotingDuplicates("{\(many)}").hasDuplicates)
        let (value, hasDuplicates) = try PythonJSON.parseNotingDuplicates("[{\(many),\"\\u006b3\":true}]")
        #expect(hasDuplicates)
        guard case .array(let elements) = value else { return }
        #expect(elements[0].object?.members.count == 40)
        #expect(elements[0].object?.members[3].value == .bool(true))
    }

    @Test(arguments: [
        ("[1,2]", "[1, 2]"), ("[{\"a\":\"b\"}]", "[{'a': 'b'}]"),
        ("[null,true,1e3,NaN,1e999]", "[None, True, 1000.0, nan, inf]"),
        ("[\"it's\"]", "[\"it's\"]"), ("[\"'\\\"\"]", "['\\'\"']"),
        ("[\"\\n\\t\\u0000\\u007f\\u00a0\\u2028\\ud800\\\\\"]", "['\\n\\t\\x00\\x7f\\xa0\\u2028\\ud800\\\\']"),
        ("[\"é\u{1F600}\\u00ad\"]", "['é\u{1F600}\\xad']"), ("\"x\"", "x"), ("-Infinity", "-inf"), ("false", "False"),
        ("-0", "0"),
    ])
    func valueIsRenderedAsPythonDoes(_ text: String, _ rendering: String) throws {
        #expect(PythonRepresentation.text(of: try PythonJSON.parse(text)).text == rendering)
    }

    @Test func printingShowsNothing() throws {
        let value = try PythonJSON.parse("{\"password\":\"hunter2\"}")
        var dumped = ""
        dump(value, to: &dumped)
        dump(try #require(value.object), to: &dumped)
        for text in ["\(value)", String(reflecting: value), "\([value])", dumped] { #expect(!text.contains("hunter2")) }
    }
}
