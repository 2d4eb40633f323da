import AirflowModel
import SyncEngine
import SyncModel
import Testing

@testable import CommandLineInterface

@Suite struct FieldOptionTests {
    private func part(_ field: String?, of text: String, envelope: String? = nil) throws -> String {
        let value = try FieldOption.part(field, of: Secret(text), named: "/x", envelope: envelope)
        return SecretValuePayload(name: "/x", value: value, endsLine: false)
            .text(style: TextStyle(usesColor: false, isVerbose: false))
    }

    @Test(arguments: [
        (nil, "{\"a\": 1}"),
        ("a", "1"),
        ("text", "plain \"text\""),
        ("/list/1", "2.50"),
        ("object", #"{"b":1,"c":null}"#),
        ("with/slash", "s"),
        ("with~tilde", "t"),
        ("/with~1slash", "s"),
    ])
    func aFieldIsNamedByMemberOrPointer(field: String?, expected: String) throws {
        let whole =
            #"{"a": 1, "text": "plain \"text\"", "list": [1, 2.50], "object": {"c": null, "b": 1}, "with/slash": "s", "with~tilde": "t"}"#
        #expect(try part(field, of: field == nil ? expected : whole) == expected)
    }

    @Test func aFieldMayStandInsideTheEnvelopeOfTheAnswer() throws {
        #expect(try part("password", of: #"{"value":{"password":"p"}}"#, envelope: "value") == "p")
        #expect(
            try part("password", of: #"{"password":"outer","value":{"password":"p"}}"#, envelope: "value") == "outer")
        #expect(throws: EngineFailure.self) { try part("password", of: #"{"value":{"password":"p"}}"#) }
    }

    @Test(arguments: ["no json", "[1]", #"{"b": "hidden"}"#])
    func whatIsNotThereIsAnErrorWithoutAnyValue(text: String) throws {
        let failure = #expect(throws: EngineFailure.self) { try part("a", of: text) }
        #expect(["not-json", "no-such-field"].contains(failure?.code))
        #expect(!String(describing: failure).contains("hidden"))
    }
}
