import AirflowModel
import SyncModel
import Testing

@testable import Declarations

/// What could say a part of a secret beside its value: names in a secret text, tags, anchors, an access id.
@Suite struct SecretTextTests {
    @Test func namesOfMembersAreSecretWhereTheyComeOutOfASecretText() async {
        let (entries, problems) = await resolve(
            [
                "connections/a.yaml": """
                whole: ref+env://URI
                uri: {uri: ref+env://URI}
                text: {conn_type: http, host: h, extra: ref+env://EXTRA}
                mapping: {conn_type: http, host: h, extra: {a: ref+env://EXTRA}}
                plain: http://h/?a=b
                """
            ], variables: ["URI": "http://h/?hunter2", "EXTRA": #"{"hunter2": 1}"#])
        #expect(problems.errors.isEmpty)
        let whole = entries.filter(\.rule.extraIsWhole).map(\.id.key)
        #expect(whole == ["text", "uri", "whole"])
    }

    @Test(arguments: [("c.sops.yaml", true), ("c.env.age", true), ("c.yaml", false)])
    func aTextInAnEncryptedFileIsSecretAsAWhole(_ file: String, _ isSecret: Bool) {
        var declaration = ConnectionDeclaration(connType: "http")
        declaration.extra = .text(.literal(Secret("{}"), SourceLocation(file: file)))
        #expect(declaration.hidesMembersOfExtra == isSecret)
        declaration.extra = .json(LocatedValue(.mapping([]), at: SourceLocation(file: file)), references: [])
        #expect(!declaration.hidesMembersOfExtra)
    }

    @Test(arguments: [
        "a: !hunter2\n", "a: !hunter2 x\n", "a: !!hunter2 x\n", "a: !<tag:hunter2> x\n", "a: {b: !hunter2 }\n",
        "a: !hunter2 [x]\n", "a: &hunter2 x\nb: &hunter2 y\n",
    ])
    func tagsAndAnchorsAreNotRepeated(_ text: String) {
        let problems = load(["variables/a.yaml": text]).diagnostics
        #expect(problems.errors.count == 1)
        #expect(problems.allSatisfy { !"\($0)".contains("hunter2") })
        #expect(problems.errors.first?.hint?.contains("in quotes") == true)
    }

    @Test(arguments: ["{postgres://u:hunter2@h}", "{u:hunter2@h}", "{conn_type: aws, 'http://hunter2': x}"])
    func aURIInThePlaceOfAFieldIsNotRepeated(_ connection: String) {
        let problems = load(["connections/a.yaml": "a: \(connection)\n"]).diagnostics
        #expect(problems.first("unknown-field") != nil)
        #expect(problems.allSatisfy { !"\($0)".contains("hunter2") })
    }

    @Test func tagsOfYAMLItselfAreNamed() {
        let problem = load(["variables/a.yaml": "a: !!int x\n"]).diagnostics.errors.first
        #expect(problem?.message.contains("`!!int`") == true)
    }

    @Test(arguments: [
        ("ref+env://ID", "hunter2", false), ("ref+env://ID", "p-abc123", true), ("ref+file://id", "p-", false),
        ("ref+file://id", "p-hunter 2", false), ("x-1", "x-1", true), ("ref+text://x-1", "x-1", true),
    ])
    func anAccessIDFromAReferenceInTheRepositoryIsShownByItsFormOnly(_ given: String, _ value: String, _ shown: Bool) {
        let files = project(["lockstep.yaml": "version: 1\ngateway: {auth: {access_id: '\(given)'}}\n"])
        #expect(settings(files).settings.mayShow(accessID: value) == shown)
        let outside = settings(project([:]), variables: ["LOCKSTEP_GATEWAY_AUTH_ACCESS_ID": given])
        #expect(outside.settings.mayShow(accessID: value))
    }

    @Test func aSecretThatBecameACommentIsFound() {
        let text = """
            a:
              conn_type: aws
              password: #hunter2
              extra:
                ü_token:   #hunter2
                name: #hunter2
            b:
              conn_type: aws
              password: # kept elsewhere
            """
        let problems = load(["connections/a.yaml": text]).diagnostics
        #expect(problems.places == ["swallowed-secret connections/a.yaml:3", "swallowed-secret connections/a.yaml:5"])
        #expect(problems.allSatisfy { !"\($0)".contains("hunter2") })
    }
}
