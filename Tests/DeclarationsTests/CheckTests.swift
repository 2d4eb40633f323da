import AirflowModel
import SyncModel
import Testing

@testable import Declarations

@Suite struct CheckTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let check: Check
        let path: String
        let bad: String

        /// The same, as it should be.
        let good: String
        var testDescription: String { check.rawValue }
    }

    private static func connection(_ check: Check, _ bad: String, _ good: String) -> Case {
        Case(check: check, path: "connections/a.yaml", bad: "c: " + bad, good: "c: " + good)
    }

    private static func variable(_ check: Check, _ bad: String, _ good: String) -> Case {
        Case(check: check, path: "variables/a.yaml", bad: bad, good: good)
    }

    static let cases = [
        connection(.plainSecret, "{conn_type: aws, password: hunter2}", "{conn_type: aws, password: ref+env://A}"),
        connection(.plainSecret, "aws://:hunter2@", "aws://"),
        connection(
            .plainSecret, "{conn_type: aws, extra: {a: [{api_key: x}]}}", "{conn_type: aws, extra: {a: [{b: x}]}}"),
        connection(
            .plainSecret, "{conn_type: aws, extra: '{\"token\": \"x\"}'}", "{conn_type: aws, extra: '{\"t\": \"x\"}'}"),
        variable(.plainSecret, "db_password: hunter2", "db_name: hunter2"),
        variable(.plainSecret, "v: {access_token: abcdef}", "v: {access: abcdef}"),
        Case(
            check: .plainSecret, path: "config/a.yaml", bad: "core.fernet_key: abcdef",
            good: "core.fernet_key: ref+env://A"),
        variable(.highEntropy, "v: ghp_1234567890abcdefghij", "v: ghp_short"),
        variable(.highEntropy, "v: 'https://user:pw@example.com'", "v: 'https://user@example.com'"),
        variable(.highEntropy, "v: {a: [9f86d081884c7d659a2feaa0c55ad015]}", "v: {a: [not-a-digest-at-all-but-long]}"),
        variable(.plainSecret, "v: '{\"password\": \"abcdef\"}'", "v: '{\"name\": \"abcdef\"}'"),
        connection(.highEntropy, "{conn_type: http, host: 'https://u:pw@h'}", "{conn_type: http, host: 'https://h'}"),
        connection(
            .highEntropy, "{conn_type: aws, login: ghp_1234567890abcdefghij}",
            "{conn_type: aws, login: AKIAIOSFODNN7EXAMPLE}"),
        connection(
            .highEntropy, "{conn_type: aws, description: 'is xoxb-123456789012-abcdefghijkl'}",
            "{conn_type: aws, description: Not a token}"),
        connection(
            .highEntropy, "{conn_type: aws, extra: {x: ['-----BEGIN RSA PRIVATE KEY-----']}}",
            "{conn_type: aws, extra: {x: ['-----BEGIN CERTIFICATE-----']}}"),
        connection(.highEntropy, "'aws://?x=http%3A%2F%2Fu%3Ap%40h'", "'aws://?x=http%3A%2F%2Fh'"),
        connection(.defaultPassword, "{conn_type: aws, password: Airflow}", "{conn_type: aws, password: Airflown}"),
        connection(.emptyPassword, "{conn_type: aws, password: ''}", "{conn_type: aws}"),
        connection(.swallowedSecret, "{conn_type: aws, password: &hunter2 }", "{conn_type: aws, password: }"),
        connection(
            .swallowedSecret, "{conn_type: aws, extra: {ü: ü, token: &h }}", "{conn_type: aws, extra: {ü: &h }}"),
        connection(.unusedReference, "'http://u:ref+env://P@h'", "{conn_type: http, host: h, password: ref+env://P}"),
        variable(.unusedReference, "v: token ref+file://a", "v: token ref+ of a file"),
        connection(.unknownConnType, "{conn_type: postgress, host: h}", "{conn_type: postgres, host: h}"),
        connection(.unknownConnType, "{conn_type: our_own_type}", "{conn_type: aws}"),
        connection(.uriMisplacedPassword, "postgres:u:p@h/d", "postgres://u:p@h/d"),
        connection(.uriMisplacedPassword, "postgres://u:1/p@h/d", "postgres://u:1%2Fp@h/d"),
        connection(.uriWithoutSlashes, "postgres:h/d", "postgres://h/d"),
        connection(.connTypeNormalised, "{conn_type: postgresql, host: h}", "{conn_type: postgres, host: h}"),
        connection(.missingField, "{conn_type: postgres}", "{conn_type: postgres, host: ref+env://H}"),
        connection(.missingField, "{conn_type: snowflake}", "{conn_type: snowflake, extra: {account: a}}"),
        connection(.missingField, "{conn_type: kafka, extra: {}}", "{conn_type: kafka, extra: ref+env://E}"),
        connection(.portText, "{conn_type: http, host: h, port: '80'}", "{conn_type: http, host: h, port: 80}"),
        connection(.extraNotFinite, "{conn_type: aws, extra: {a: .nan}}", "{conn_type: aws, extra: {a: 1}}"),
        variable(.valueNotFinite, "v: [.inf]", "v: [1]"),
        connection(.uriHostLowercased, "http://Host", "http://host"),
        connection(.uriUnencodedSeparator, "'http://h/?u=http://z'", "'http://h/?u=http%3A%2F%2Fz'"),
        connection(.uriQueryDecoded, "'http://h/?a=5'", "'http://h/?a=b'"),
        connection(.releaseDiffers, "'http://h/?a=true'", "'http://h/?a=truth'"),
        connection(.uriTrailingBlank, "'http://h '", "'http://h'"),
        connection(.uriPartsLost, "'http://u:1#b@h'", "'http://u:1%23b@h'"),
        connection(.uriLosesFields, "{conn_type: jdbc, host: 'jdbc:mysql://h:3306/db'}", "{conn_type: jdbc, host: h}"),
        variable(.nestedKey, "a/b: x", "a_b: x"),
        Case(
            check: .unresolvedOption, path: "config/a.yaml", bad: "core.parallelism: '32'",
            good: "provider.option: '32'"),
        Case(
            check: .idCharacters, path: "connections/a.yaml", bad: "a..b: {conn_type: http, host: h}",
            good: "a.b: {conn_type: http, host: h}"),
        variable(.environmentName, "AIRFLOW_VAR_X: y", "x: y"),
        Case(check: .envSyntax, path: "variables/a.env", bad: "A='x'", good: "A=it's"),
        Case(check: .envSyntax, path: "variables/a.env", bad: "A=1 # one", good: "# one\nA=1#"),
        Case(check: .envSyntax, path: "variables/a.env", bad: "A=\"x", good: "A=x\""),
        Case(
            check: .envSyntax, path: "variables/a.env", bad: "A=-----BEGIN KEY-----",
            good: "A=-----BEGIN KEY-----x-----END KEY-----"),
        Case(check: .envSyntax, path: "variables/a.env", bad: "export A=1", good: "A=export 1"),
        Case(check: .releaseDiffers, path: "config/a.yaml", bad: "a.b: [x]", good: "a.b: x"),
        variable(.trailingLineBreak, "v: |\n  x\n", "v: |-\n  x\n"),
    ]

    @Test(arguments: cases)
    func aCheckFindsWhatItIsForAndNothingElse(_ example: Case) {
        let found = load([example.path: example.bad]).diagnostics.first(example.check.rawValue)
        #expect(found?.severity == example.check.defaultSeverity)
        #expect(found?.location?.line == 1 && found?.location?.file == example.path)
        #expect(load([example.path: example.good]).diagnostics.first(example.check.rawValue) == nil)
    }

    @Test(arguments: cases)
    func theProjectFileDecidesAboutEverySeverity(_ example: Case) {
        for (word, severity) in [("error", Diagnostic.Severity.error), ("note", .note), ("off", nil)] {
            let project = "version: 1\nchecks: {\(example.check.rawValue): \(word)}\n"
            let found = load(["lockstep.yaml": project, example.path: example.bad]).diagnostics
            #expect(found.first(example.check.rawValue)?.severity == severity)
        }
    }

    @Test func everyCheckHasAnExample() {
        let others: Set<Check> = [.teamAndShared, .globalWithoutTeams, .nearSizeLimit]
        #expect(Set(Self.cases.map(\.check)).union(others) == Set(Check.allCases))
    }

    @Test func aKeyBothOfATeamAndSharedIsFound() {
        let teams = "version: 1\nairflow: {multi_team: true}\n"
        let files = ["lockstep.yaml": teams, "teams/a/variables/v.yaml": "v: 1", "variables/v.yaml": "v: 2"]
        #expect(load(files).diagnostics.places == ["team-and-shared teams/a/variables/v.yaml:1"])
    }

    @Test func anOldProviderUsesTheGlobalFolderAnyway() {
        let project = """
            version: 1
            backend: {global_secrets_path: shared}
            airflow: {provider_version: RELEASE}

            """
        for (release, isFound) in [("0.3.0", true), ("0.1.0", true), ("0.3.1", false)] {
            let files = ["lockstep.yaml": project.replacing("RELEASE", with: release)]
            #expect((load(files).diagnostics.first("global-without-teams") != nil) == isFound)
        }
    }

    @Test func aValueNearTheLimitIsFoundBeforeItIsTooLarge() async {
        func code(_ size: Int) async -> String? {
            await resolve(["variables/a.yaml": "v: '\(String(repeating: "x", count: size))'"]).diagnostics.first?.code
        }
        #expect(await code(14_000) == nil)
        #expect(await code(14_800) == "near-size-limit")
        #expect(await code(16_384) == "near-size-limit")
        #expect(await code(16_385) == "value-size")
    }

    @Test func airflow2ReadsFilesOfVariablesDifferently() {
        let project = "version: 1\nairflow: {version: 2.11}\n"
        func found(_ text: String) -> Bool {
            load(["lockstep.yaml": project, "variables/a.yaml": text]).diagnostics.first("release-differs") != nil
        }
        #expect(found("v: {value: x}") && found("v: [x]"))
        #expect(!found("v: {a: x}") && !found("v: [x, y]") && !found("v: x"))
    }

    @Test(arguments: [
        "acme-datalake-staging-2024-eu-west-1", "arn:aws:iam::123456789012:role/airflow-loader-for-production",
        "s3://bucket/prefix/year=2024/month=01/day=31", "MyPipelineVersion2ForProductionUse", "0 3 * * 1-5",
        "123e4567-e89b-12d3-a456-426614174000", "select a, b from schema.table where day = '2024-01-31'",
        "https://example.com/path?user=a&limit=100", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "${user}:${password}@host", "dapi-gateway-prod-01.example.com", "hvs.vault-01.internal.example.com",
        "hvs.a-very-long-host-name-in-zone-01.example.com", "glpat-runner-01.internal.example.com",
        "xapp-sidecar-service-in-zone-2", "AKIA-compatible-store-01.example.com", "npm_config_registry_mirror_2",
        "AIza-map-tiles-01.example.com",
        "postgres://user:${PASSWORD}@host/db", "",
    ])
    func ordinaryTextsDoNotLookSecret(_ text: String) {
        #expect(SecretLikeness.reason(for: text) == nil)
    }

    @Test(arguments: [
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE", "AKIAIOSFODNN7EXAMPLE", "xoxb-12345678901-abcdefghijk",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3.SflKxwRJSMeKKF2QT4", "cGxlYXNlIGRvbid0IHVzZSB0aGlzIDEyMzQ1",
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "postgres://user:hunter2@host/db",
        "key = 5f4dcc3b5aa765d61d8327deb882cf99", "dapi5f4dcc3b5aa765d61d8327deb882cf99",
        "dapi5f4dcc3b5aa765d61d8327deb882cf99-2", "the token is hvs.CAESIJlU02LQZq4NSYzU7sDT.",
        "glpat-a1b2c3d4e5f6g7h8i9j0", "glpat-a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p.01.a1b2c3d4e",
    ])
    func generatedTextsLookSecret(_ text: String) {
        #expect(SecretLikeness.reason(for: text) != nil)
    }
}
