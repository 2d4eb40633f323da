import SyncModel
import Testing

@testable import AirflowModel

@Suite struct ConnectionCheckTests {
    typealias Code = ConnectionProblem.Code

    @Test(arguments: [
        (Connection(connType: "postgres", host: "h", port: 5432, extra: Secret("{\"a\":1}")), [Code]()),
        (Connection(connType: "my_own_type"), [.unknownConnType]), (Connection(), [.missingConnType]),
        (Connection(connType: ""), [.emptyConnType]),
        (Connection(connType: "postgresql"), [.connTypeNormalised]),
        (Connection(connType: "google-cloud-platform"), [.connTypeNormalised]),
        (Connection(connType: "postgrse"), [.unknownConnType]), (Connection(connType: "HTTP"), [.unknownConnType]),
        (Connection(connType: "http", port: 0), [.portOutOfRange]),
        (Connection(connType: "http", port: 65536), [.portOutOfRange]),
        (Connection(connType: "http", port: -1), [.portOutOfRange]), (Connection(connType: "http", port: 65535), []),
        (Connection(connType: "http", password: Secret("")), [.emptyPassword]),
        (Connection(connType: "http", extra: Secret("")), []),
        (Connection(connType: "http", extra: Secret("[1]")), [.extraNotAnObject]),
        (Connection(connType: "http", extra: Secret("nope")), [.extraNotAnObject]),
        (Connection(connType: "http", extra: Secret(String(repeating: "[", count: 5000))), [.extraNotAnObject]),
        (Connection(connType: "http", extra: Secret("{\"a\":[NaN]}")), [.extraNotFinite]),
        (Connection(connType: "http", extra: Secret("{\"a\":1e999}")), [.extraNotFinite]),
        (Connection(connType: "http", extra: Secret("{\"a\":{\"b\":\"\\ud800\"}}")), [.loneSurrogate]),
        (Connection(connType: "http", extra: Secret("{\"\\udc00\":1}")), [.loneSurrogate]),
        (Connection(connType: "http", extra: Secret("{\"a\":1,\"a\":2}")), [.extraDuplicateMember]),
    ])
    func problemsOfAConnectionAreFound(_ connection: Connection, _ codes: [Code]) {
        #expect(ConnectionCheck().problems(in: connection).map(\.code) == codes)
    }

    @Test(arguments: [
        ("postgres://u:p@h:5/d", [Code]()), ("google-cloud-platform://", []), ("postgresql://h", []),
        ("my_type://h", [.emptyConnType]), ("{\"conn_type\":\"x\"}", [.emptyConnType]), ("noscheme", [.emptyConnType]),
        ("", [.emptyConnType]),
        ("http://h:x", [.invalidURI]), ("http://u@https://h", [.invalidURI]), ("http://MyHost/d", [.uriHostLowercased]),
        ("http://My%2FHost", []), ("http://https://MyHost", [.uriHostLowercased]), ("http://https://h", []),
        ("http://h/?u=ftp://z", [.uriUnencodedSeparator]), ("http://h?a=1", [.uriQueryDecoded]), ("http://h?a=b", []),
        ("http://h?__extra__=%7B%22a%22%3A1%7D", []), ("http://h/s ", [.uriTrailingBlank]), ("http://h/s\n", []),
        ("http://h:0", [.portOutOfRange]), ("htpp://h", [.unknownConnType]), ("our-own-type://h", [.unknownConnType]),
        ("postgres:u:p@h/d", [.uriMisplacedPassword]), ("http:u", [.uriWithoutSlashes]), ("aws:", []),
        ("postgres://u:1/p@h/d", [.uriMisplacedPassword]), ("postgres://u:1?p@h/d", [.uriMisplacedPassword]),
        ("smtp://h:25/?from_email=a@b.c", []), ("http://h/@a", []), ("http://u:p@h:1/a@b", []),
        ("http://u:1#w@db/d", [.uriMisplacedPassword, .uriPartsLost]),
        ("http://h/d#", [.uriPartsLost]), ("http://h/%23", []),
        ("HTTP://https://h/p", [.uriPartsLost]), ("http://http://h/p", [.uriPartsLost]), ("HTTP://h/p", []),
        ("http://u:p%ff@h", [.uriPartsLost]), ("http://u:p%c3%bc@h", []), ("http://u:p%ef%bf%bd\u{FFFD}@h", []),
        ("http://h/?__extra__=%7B%7D&b=c", [.uriPartsLost]), ("http://h/?x=a&x=b", [.uriPartsLost]),
        ("http://h/?x=a&X=b", []), ("http://h/a\tb", [.uriPartsLost]), ("http://h/?x=%ff", [.uriPartsLost]),
    ])
    func problemsOfAURIAreFound(_ uri: String, _ codes: [Code]) {
        #expect(ConnectionCheck().problems(inURI: uri).map(\.code) == codes)
    }

    @Test func problemsHoldNoValueAndBecomeDiagnostics() throws {
        let uris = [
            "hunter2_x://hunter2:hunter2@h", "http://hunter2@https://h", "{\"password\":\"hunter2\"",
            "http://h?a=1&hunter2",
        ]
        for problem in uris.flatMap({ ConnectionCheck().problems(inURI: $0) }) {
            #expect(!"\(problem)".contains("hunter2"))
        }
        let problem = try #require(ConnectionCheck().problems(in: Connection()).first)
        let place = SourceLocation(file: "connections/a.yaml", line: 3)
        #expect(problem.diagnostic(at: place).code == "missing-conn-type")
        #expect(problem.diagnostic(at: place).location == place)
    }

    @Test func hintNamesTheUsualMistakeOfAScheme() {
        let problem = ConnectionCheck().problems(inURI: "google_cloud_platform://").first
        #expect(problem?.hint == "write `-` for `_` before `://`")
    }

    @Test(arguments: [
        (Connection(connType: "x", host: "e\u{301}\u{0}\"\\\n", password: Secret("p"), port: 1), true),
        (Connection(connType: "x", password: Secret("")), true), (Connection(connType: "x", port: 0), true),
        (Connection(host: "h"), false), (Connection(connType: "x", extra: Secret("nope")), false),
        (Connection(connType: "x", extra: Secret("{\"a\":\"\\ud800\"}")), false),
    ])
    func canonicalTextIsProvenByReadingItBack(_ connection: Connection, _ readsBack: Bool) {
        #expect(ConnectionCheck().wouldReadBack(connection) == readsBack)
    }
}

@Suite struct KnownConnectionTypesTests {
    @Test(arguments: [
        "aws", "google_cloud_platform", "postgres", "mysql", "snowflake", "http", "sftp", "ssh", "kafka", "spark",
        "spark_sql", "slack",
        "slackwebhook", "akeyless", "databricks", "azure_data_factory", "wasb", "fs", "generic",
    ])
    func typeOfAProviderIsKnown(_ connType: String) {
        #expect(KnownConnectionTypes.contains(connType))
        #expect(KnownConnectionTypes.suggestion(for: connType) == nil)
    }

    @Test(arguments: [
        ("postgress", "postgres"), ("Postgres", "postgres"), ("postgresql", "postgres"), ("snowfalke", "snowflake"),
        ("gcp", "google_cloud_platform"),
        ("google-cloud-platform", "google_cloud_platform"), ("mongodb", "mongo"), ("slack_webhook", "slackwebhook"),
        ("databrick", "databricks"),
        ("htpp", "http"), ("my_own_type", nil), ("x", nil), ("", nil), ("aw", nil), ("hunter2hunter2", nil),
    ])
    func nearNameIsSuggested(_ connType: String, _ suggestion: String?) {
        #expect(KnownConnectionTypes.suggestion(for: connType) == suggestion)
    }
}

@Suite struct SensitiveNamesTests {
    @Test(arguments: [
        ("DB_PASSWORD", true), ("api-key", true), (" Api Key ", true), ("my.access.token", true), ("webhook_url", true),
        ("proxy", true),
        ("region", false), ("pass", false), ("key", false), ("", false), ("secretary", true),
    ])
    func nameDecidesWhetherAirflowMasks(_ name: String, _ isSensitive: Bool) {
        #expect(SensitiveNames.isSensitive(name) == isSensitive)
    }
}

@Suite struct ConnectionIDTests {
    @Test(arguments: [
        ("my_conn-1.a", true), ("a..b", false), ("", false), ("a/b", false), ("ü", false), ("a\n", false),
        ("a b", false),
    ])
    func portableIDsAreSafeEverywhere(_ id: String, _ isPortable: Bool) {
        #expect(ConnectionID.isPortable(id) == isPortable)
        #expect(ConnectionID.isPortable(String(repeating: "x", count: 201)) == false)
    }
}

@Suite struct EnvironmentSecretsTests {
    @Test func teamsVariableComesFirstUnlessItIsEmpty() {
        let variables = ["AIRFLOW_VAR__ALPHA___K": "own", "AIRFLOW_VAR_K": "all", "AIRFLOW_VAR__BETA___K": ""]
        let secrets = EnvironmentSecrets(variables: variables, multiTeam: true)
        #expect(secrets.variable("k", team: "alpha") == Secret("own"))
        #expect(secrets.variable("k", team: "beta") == Secret("all"))
        #expect(secrets.variable("k") == Secret("all"))
        #expect(secrets.variable("_alpha___k") == nil)
    }

    @Test func separatorOfTeamsIsOrdinaryWithoutMultiTeam() {
        let secrets = EnvironmentSecrets(variables: ["AIRFLOW_VAR_A___B": "x"])
        #expect(secrets.variable("a___b") == Secret("x"))
    }

    @Test(arguments: [" ", "\n\t", "\u{A0}"]) func blankConnectionIsAnError(_ text: String) {
        let secrets = EnvironmentSecrets(variables: ["AIRFLOW_CONN_C": text])
        #expect(throws: AirflowModelError(.blankText, "read the connection")) { try secrets.connection("c") }
    }
}

@Suite struct ConfigLookupTests {
    private func find(
        _ environment: [String: String] = [:], _ file: [String: [String: String]] = [:], section: String = "sentry",
        option: String = "sentry_dsn"
    ) throws -> ConfigLookup.Outcome {
        try ConfigLookup(environment: environment, file: file).find(section: section, option: option) { _ in .text("v")
        }
    }

    @Test func sourcesAreTriedInAirflowsOrder() throws {
        let all = [
            "AIRFLOW__SENTRY__SENTRY_DSN": "e", "AIRFLOW__SENTRY__SENTRY_DSN_CMD": "c",
            "AIRFLOW__SENTRY__SENTRY_DSN_SECRET": "s",
        ]
        let file = ["sentry": ["sentry_dsn": "f", "sentry_dsn_cmd": "c", "sentry_dsn_secret": "s"]]
        #expect(try find(all, file).source == .environment("e"))
        #expect(try find(all.filter { $0.value != "e" }, file).source == .environmentCommand)
        #expect(try find(all.filter { $0.value == "s" }, file).source == .environmentSecret(.text("v")))
        #expect(try find([:], file).source == .file("f"))
        #expect(try find([:], ["sentry": ["sentry_dsn_cmd": "c", "SENTRY_DSN_SECRET": "s"]]).source == .fileCommand)
        #expect(
            try find([:], ["sentry": ["SENTRY_DSN_SECRET": "s"]])
                == .init(source: .fileSecret(.text("v")), askedNames: ["s"]))
        #expect(try find().source == .builtIn)
    }

    @Test(arguments: [("100%%x", "100%x"), ("%(other)s/k", "o/k"), ("a%%%%", "a%%")])
    func nameInTheFileIsInterpolated(_ name: String, _ asked: String) throws {
        let file = ["sentry": ["sentry_dsn_secret": name, "other": "o"]]
        #expect(try find([:], file).askedNames == [asked])
    }

    @Test(arguments: ["100%", "%x", "%(missing)s", "%(sentry_dsn_secret)s"])
    func unfinishedInterpolationStopsAirflow(_ name: String) {
        #expect(throws: AirflowModelError(.invalidInterpolation, "read airflow.cfg")) {
            try find([:], ["sentry": ["sentry_dsn_secret": name]])
        }
    }
}
