import AkeylessWire
import SyncModel
import Testing

@Suite struct JSONReaderTests {
    private func string(_ json: String, repairing: Bool = false) throws -> String {
        var reader = JSONReader(Array(json.utf8))
        return try reader.string(repairing: repairing)
    }

    @Test(arguments: [
        (#""plain""#, "plain"), (#""""#, ""), (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9""#, "é"),
        (#""\ud83d\ude00""#, "😀"), (#""\u0000x""#, "\u{0}x"), (#""é😀""#, "é😀"),
    ])
    func stringsAreRead(json: String, text: String) throws {
        #expect(try string(json) == text)
    }

    @Test(arguments: [#""\ud83d""#, #""\ud83dx""#, #""\ude00""#, #""\ud83d\ud83d""#])
    func halvesOfPairsAreRefusedOrRepaired(json: String) throws {
        #expect(throws: JSONReadingError.self) { try string(json) }
        #expect(try string(json, repairing: true).contains("\u{FFFD}"))
    }

    @Test(arguments: [
        "", "{", "[1", "[1,]", "{\"a\"}", "{\"a\":}", "{a:1}", "[1 2]", "tru", "nul", "-", "1e", "\"\\x\"", "\"abc",
        "\"\\u12g4\"",
        "\"a\nb\"", "]", "{}}", "1 2", "\"\\",
    ])
    func malformedTextIsRefused(json: String) {
        #expect(throws: JSONReadingError.self) {
            var reader = JSONReader(Array(json.utf8))
            try reader.skip()
            try reader.end()
            var again = JSONReader(Array(json.utf8))
            _ = try again.string()
        }
    }

    @Test func deepNestingIsRefused() {
        #expect(throws: JSONReadingError.self) {
            var reader = JSONReader([UInt8](repeating: UInt8(ascii: "["), count: 100_000))
            try reader.skip()
        }
    }

    @Test func whiteSpaceMayStandAnywhere() throws {
        var reader = JSONReader(Array(" { \"a\" : [ 1 , { \"b\" : true } ] ,\n \"c\"\t: null } ".utf8))
        try reader.skip()
        try reader.end()
    }

    @Test func sourceTextIsKept() throws {
        var reader = JSONReader(Array(#" {"a": 1.50,"b":[ ]} "#.utf8))
        #expect(try reader.source() == #"{"a": 1.50,"b":[ ]}"#)
        try reader.end()
    }

    @Test(
        arguments: [
            ("12", Int64(12)), ("\"12\"", 12), ("1.0", 1), ("null", nil), ("{}", nil), ("\"x\"", nil), ("1e300", nil),
        ] as [(String, Int64?)])
    func integersAreReadLeniently(json: String, number: Int64?) throws {
        var reader = JSONReader(Array(json.utf8))
        #expect(try reader.integer() == number)
    }

    @Test(
        arguments: [
            ("true", true), ("\"true\"", true), ("\"Disabled\"", false), ("0", false), ("null", nil), ("[]", nil),
        ] as [(String, Bool?)])
    func flagsAreReadLeniently(json: String, flag: Bool?) throws {
        var reader = JSONReader(Array(json.utf8))
        #expect(try reader.flag() == flag)
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let text = String(String.UnicodeScalarView((0..<0x250).compactMap(Unicode.Scalar.init))) + "\u{2028}😀\u{10FFFF}"
        var writer = JSONWriter()
        writer.string(text)
        var reader = JSONReader(writer.bytes)
        #expect(try reader.string() == text)
    }

    @Test func requestBodiesPrintNoSecrets() {
        let body: RequestBody = [.name: .text("/a"), .value: .secret(Secret("hidden"))]
        #expect(!String(reflecting: body).contains("hidden"))
        #expect(!"\(body.authorized(by: Secret("t-hidden")))".contains("hidden"))
    }

    @Test(arguments: [("t-1", "token"), ("u-1", "uid-token"), ("x", "token")])
    func theTokenGoesToItsField(token: String, field: String) {
        let body = ([:] as RequestBody).authorized(by: Secret(token))
        #expect(String(decoding: body.encoded(), as: UTF8.self) == "{\"\(field)\":\"\(token)\"}")
    }
}
