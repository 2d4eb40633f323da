import Testing

@testable import DevGateway

@Suite struct JSONTests {
    @Test(arguments: [
        #"{"a":1,"b":[true,false,null],"c":"x"}"#, #""""#, "-0.50e+3", #"{"a":1.0,"z":{"y":[]}}"#, #""ä€😀""#,
        #"["\n\t\"\\"]"#,
    ])
    func compactTextReturnsUnchanged(text: String) throws {
        #expect(try JSON.parse(text: text).encodedText == text)
    }

    @Test(arguments: [
        ("\"\\u0041\\ud83d\\ude00\"", "A😀"), ("\"\\ud83d\"", "\u{FFFD}"), ("\"\\ud83dx\"", "\u{FFFD}x"),
        ("\"\\/\\b\\f\"", "/\u{8}\u{C}"), ("\"\\ud83d\\u0041\"", "\u{FFFD}A"),
    ])
    func escapesAreResolved(text: String, value: String) throws {
        #expect(try JSON.parse(text: text) == .string(value))
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\"}", "01", "1.", "tru", "nul", "\"\u{1}\"", "\"\\x\"", "\"\\u12\"", "1 2", "{a:1}",
        "'a'",
        String(repeating: "[", count: 300), "+1", "-", "[1 2]",
    ])
    func brokenTextIsRefused(text: String) {
        #expect(throws: JSONParseError.self) { try JSON.parse(text: text) }
    }

    @Test func damagedTextNeverCrashes() {
        let sample = Array(#"{"a":[1,-2.5e3,"x\u00e4\ud83d\ude00\n",null,true],"b":{"c":""},"d":"ä"}"#.utf8)
        var state: UInt64 = 42
        for _ in 0..<20_000 {
            var bytes = sample
            for _ in 0..<3 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 24)
            }
            guard let value = try? JSON.parse(bytes.prefix(Int(state >> 40) % (bytes.count + 1))) else { continue }
            #expect((try? JSON.parse(value.encoded())) == value)
        }
    }

    @Test func theLastOfRepeatedMembersCounts() throws {
        #expect(try JSON.parse(text: #"{"a":1,"a":2}"#)["a"] == 2)
    }

    @Test func controlCharactersAreEscaped() {
        #expect(JSON.string("\u{1}\u{1F}").encodedText == "\"\\u0001\\u001f\"")
    }
}

@Suite struct CivilTimeTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
        (1_777_622_400, "2026-05-01T08:00:00Z", "Fri, 01 May 2026 08:00:00 GMT"),
        (951_868_799, "2000-02-29T23:59:59Z", "Tue, 29 Feb 2000 23:59:59 GMT"),
        (4_107_542_400, "2100-03-01T00:00:00Z", "Mon, 01 Mar 2100 00:00:00 GMT"),
        (-1, "1969-12-31T23:59:59Z", "Wed, 31 Dec 1969 23:59:59 GMT"),
    ])
    func secondsAreSpelledAsTheServiceDoes(seconds: Int, rfc3339: String, rfc1123: String) {
        let time = CivilTime(unixSeconds: seconds)
        #expect(time.rfc3339 == rfc3339)
        #expect(time.rfc1123 == rfc1123)
        #expect(CivilTime.unixSeconds(rfc3339: rfc3339) == seconds)
    }

    @Test(arguments: ["", "2026-05-01", "2026-13-01T00:00:00Z", "2026-05-01T08:00:00+02:00"])
    func otherTextsAreNoDates(text: String) {
        #expect(CivilTime.unixSeconds(rfc3339: text) == nil)
    }

    @Test func theLoginAnswerUsesTheGoLayout() {
        #expect(CivilTime(unixSeconds: 1_777_622_400).goLayout == "2026-05-01 08:00:00 +0000 UTC")
    }
}

@Suite struct GatewayClockTests {
    @Test func aFrozenClockMovesOnlyWhenTold() {
        let clock = GatewayClock.frozen(at: 100)
        #expect(clock.now == 100)
        clock.advance(by: 5)
        #expect(clock.now == 105)
        clock.set(to: 50)
        #expect(clock.now == 50)
    }

    @Test func aRunningClockFollowsItsSourceWithAnOffset() {
        let clock = GatewayClock(base: { 1000 })
        #expect(clock.now == 1000)
        clock.set(to: 500)
        clock.advance(by: 10)
        clock.freeze()
        #expect(clock.now == 510)
        clock.resume()
        #expect(clock.now == 510)
    }
}

@Suite struct ArgumentsTests {
    private func arguments(_ text: String) throws -> Arguments {
        try Arguments(body: Array(text.utf8))
    }

    @Test(
        arguments: [
            (#"{"f":true}"#, true), (#"{"f":"true"}"#, true), (#"{"f":"false"}"#, false), (#"{"f":"enabled"}"#, true),
            (#"{"f":"disabled"}"#, false), (#"{"f":null}"#, nil), ("{}", nil), (#"{"f":""}"#, nil), ("", nil),
        ] as [(String, Bool?)])
    func flagsAreBooleansOrWords(body: String, expected: Bool?) throws {
        #expect(try arguments(body).flag("f") == expected)
    }

    @Test func namesMayBeOneTextOrAList() throws {
        #expect(try arguments(#"{"names":"/a"}"#).texts("names") == ["/a"])
        #expect(try arguments(#"{"names":["/a","b"]}"#).texts("names") == ["/a", "b"])
        #expect(try arguments("{}").texts("names") == [])
    }

    @Test func hyphensAndUnderscoresAreTheSame() throws {
        #expect(try arguments(#"{"uid_token":"u"}"#).text("uid-token") == "u")
        #expect(try arguments(#"{"delete-protection":"true"}"#).flag("delete_protection") == true)
    }

    @Test func numbersMayBeTexts() throws {
        #expect(try arguments(#"{"n":"7"}"#).integer("n") == 7)
        #expect(try arguments(#"{"n":-1}"#).integer("n") == -1)
        #expect(throws: Refusal.self) { try arguments(#"{"n":"x"}"#).integer("n") }
    }

    @Test(arguments: ["[]", "{", "1", "\"x\""])
    func aBodyThatIsNoObjectIsRefused(body: String) {
        let refusal = #expect(throws: Refusal.self) { try arguments(body) }
        #expect(refusal?.status == 400)
        #expect(refusal?.detail.hasPrefix("invalid request body: ") == true)
    }
}

@Suite struct PathPatternTests {
    @Test(arguments: [
        ("/*", "/a/b", true), ("/a/*", "/a/b/c", true), ("/a/*", "/ab", false), ("/a/+", "/a/b", true),
        ("/a/+", "/a/b/c", false), ("/a/+/c", "/a/b/c", true), ("/a", "/a", true), ("/a", "/a/b", false),
        ("a/*", "/a/b", true), ("/*/x", "/a/b/x", true), ("/*/x", "/a/b/y", false), ("/a*", "/abc/d", true),
    ])
    func starCoversAnyDepthAndPlusOneSegment(pattern: String, name: String, expected: Bool) {
        #expect(PathPattern(pattern).matches(name) == expected)
    }

    @Test(arguments: [
        ("/a/b/*", "/", true), ("/a/b/*", "/a/", true), ("/a/b/*", "/a/b/c/", true), ("/a/b/*", "/x/", false),
        ("/a/+", "/a/b/", false), ("/*", "/any/", true),
    ])
    func foldersThatMayHoldSomethingAreVisible(pattern: String, folder: String, expected: Bool) {
        #expect(PathPattern(pattern).mayMatch(below: folder) == expected)
    }
}
