import SyncModel
import Testing

@testable import AirflowModel

@Suite struct NamingConventionTests {
    private static let conventions: [NamingConvention] = [
        NamingConvention(), NamingConvention(multiTeam: true),
        NamingConvention(multiTeam: true, globalSecretsPath: "global"),
        NamingConvention(sep: "__", multiTeam: true), NamingConvention(connectionsPath: "/c/", sep: "--"),
        NamingConvention(connectionsPath: "/", variablesPath: nil, configPath: ""),
        NamingConvention(multiTeam: true, useTeamSecretsPath: false, globalSecretsPath: "g"),
    ]

    @Test(arguments: conventions)
    func everyPathIsIdentifiedAndAskedFor(_ names: NamingConvention) throws {
        for kind in EntryKind.allCases {
            for team in [nil, "alpha", "b-c"] {
                for key in ["k", "a.b", "a/b", "a__b", "Ünï cöde", "k--"] {
                    let id = EntryID(kind: kind, team: team, key: key)
                    guard let path = try? names.path(for: id) else { continue }
                    #expect(names.identify(path, teams: ["alpha", "b-c"]) == id)
                    #expect(names.lookup(kind: kind, key: key, team: team).asked.first == path.rawValue)
                }
            }
        }
    }

    @Test func pathsAreBuiltAsTheBackendBuildsThem() throws {
        let names = NamingConvention(multiTeam: true, globalSecretsPath: "global")
        #expect(try names.path(for: EntryID(kind: .variable, key: "k")).rawValue == "/airflow/variables/global/k")
        #expect(try names.path(for: EntryID(kind: .variable, team: "a", key: "k")).rawValue == "/airflow/variables/a/k")
        #expect(try names.path(for: EntryID(kind: .config, key: "k")).rawValue == "/airflow/config/k")
        #expect(try names.path(for: EntryID(kind: .variable, key: "a/k")).rawValue == "/airflow/variables/global/a/k")
    }

    @Test(arguments: [
        (NamingConvention(variablesPath: nil), EntryID(kind: .variable, key: "k"), AirflowModelError.Code.kindDisabled),
        (NamingConvention(variablesPath: ""), EntryID(kind: .variable, key: "k"), .kindDisabled),
        (NamingConvention(variablesPath: "custom"), EntryID(kind: .variable, key: "k"), .unusablePath),
        (NamingConvention(variablesPath: " /x"), EntryID(kind: .variable, key: "k"), .unusablePath),
        (NamingConvention(), EntryID(kind: .variable, key: ""), .emptyKey),
        (NamingConvention(), EntryID(kind: .variable, key: "../connections/x"), .unusablePath),
        (NamingConvention(), EntryID(kind: .variable, key: "."), .unusablePath),
        (NamingConvention(), EntryID(kind: .config, key: "/lead"), .unusablePath),
        (NamingConvention(), EntryID(kind: .variable, key: "a//b"), .unusablePath),
        (NamingConvention(), EntryID(kind: .variable, key: "a/"), .unusablePath),
        (NamingConvention(), EntryID(kind: .variable, team: "a", key: "k"), .unusableTeam),
        (NamingConvention(multiTeam: true), EntryID(kind: .config, team: "a", key: "k"), .unusableTeam),
        (NamingConvention(multiTeam: true), EntryID(kind: .variable, team: "a/b", key: "k"), .unusableTeam),
        (NamingConvention(multiTeam: true), EntryID(kind: .variable, team: "", key: "k"), .unusableTeam),
        (
            NamingConvention(multiTeam: true, globalSecretsPath: "g"), EntryID(kind: .variable, team: "g", key: "k"),
            .unusableTeam
        ),
        (NamingConvention(multiTeam: true), EntryID(kind: .variable, key: "alpha/k"), .keyOutsideNamespace),
        (NamingConvention(multiTeam: true), EntryID(kind: .variable, team: "a", key: "b/k"), .keyOutsideNamespace),
        (
            NamingConvention(multiTeam: true, useTeamSecretsPath: false), EntryID(kind: .variable, team: "a", key: "k"),
            .unusableTeam
        ),
        (NamingConvention(sep: "__", multiTeam: true), EntryID(kind: .variable, key: "a__b"), .keyOutsideNamespace),
        (NamingConvention(sep: "", multiTeam: true), EntryID(kind: .variable, key: "k"), .keyOutsideNamespace),
    ])
    func entryWithoutASafePathIsRefused(_ names: NamingConvention, _ id: EntryID, _ code: AirflowModelError.Code) {
        #expect { try names.path(for: id) } throws: { ($0 as? AirflowModelError)?.code == code }
    }

    @Test func olderProvidersRefuseLess() {
        let older = ReleaseVersion(0, 3, 0)
        let names = { NamingConvention(multiTeam: true, providerVersion: $0) }
        #expect(names(older).lookup(kind: .variable, key: "a/b", team: "t").refused == nil)
        #expect(names(ReleaseVersion(0, 3, 1)).lookup(kind: .variable, key: "a/b", team: "t").refused != nil)
        #expect(names(ReleaseVersion(0, 3, 1)).lookup(kind: .variable, key: "a/b").asked == ["/airflow/variables/a/b"])
        #expect(names(ReleaseVersion(0, 3, 2)).lookup(kind: .variable, key: "a/b").refused != nil)
        #expect(throws: AirflowModelError.self) { try names(older).path(for: EntryID(kind: .variable, key: "a/b")) }
    }

    @Test func aNestedKeyIsRefusedEvenWhereItsKindIsDisabled() {
        for path in [nil, ""] {
            let names = NamingConvention(variablesPath: path, configPath: path, multiTeam: true)
            #expect(names.lookup(kind: .variable, key: "a/k", team: "t").refused != nil)
            #expect(names.lookup(kind: .variable, key: "a/k").refused != nil)
            #expect(names.lookup(kind: .variable, key: "k") == Lookup(asked: [], refused: nil))
            #expect(names.lookup(kind: .config, key: "a/k") == Lookup(asked: [], refused: nil))
        }
    }

    @Test func oldProvidersUseTheGlobalPathEvenWithoutMultiTeam() throws {
        let old = NamingConvention(globalSecretsPath: "g", providerVersion: ReleaseVersion(0, 3, 0))
        #expect(old.lookup(kind: .variable, key: "k").asked == ["/airflow/variables/g/k"])
        #expect(try old.path(for: EntryID(kind: .variable, key: "k")).rawValue == "/airflow/variables/g/k")
        let onAirflow2 = NamingConvention(
            globalSecretsPath: "g", providerVersion: ReleaseVersion(0, 3, 0), airflow: .airflow2)
        #expect(onAirflow2.lookup(kind: .variable, key: "k").asked == ["/airflow/variables/k"])
        let new = NamingConvention(globalSecretsPath: "g", providerVersion: ReleaseVersion(0, 3, 1))
        #expect(new.lookup(kind: .variable, key: "k").asked == ["/airflow/variables/k"])
    }

    @Test(arguments: [
        "/airflow/other/k", "/airflow/variables", "/airflow/variables/", "/airflow/variablesk", "/k",
        "/airflow/variables/beta/k",
    ])
    func itemThatAirflowCannotReachIsNoEntry(_ path: String) {
        let names = NamingConvention(multiTeam: true)
        #expect(names.identify(ItemPath(path), teams: ["alpha"]) == nil)
    }

    @Test(arguments: [
        (NamingConvention(), "/airflow/variables"), (NamingConvention(sep: "__"), "/airflow"),
        (NamingConvention(variablesPath: "/"), "/"), (NamingConvention(variablesPath: "/v", sep: "-"), "/"),
    ])
    func folderOfAPrefixEndsBeforeItsLastSlash(_ names: NamingConvention, _ folder: String) {
        #expect(names.prefixes().first { $0.kind == .variable }?.folder == folder)
    }

    @Test func longestPrefixDecides() {
        let names = NamingConvention(connectionsPath: "/a", variablesPath: "/a/b", configPath: nil)
        #expect(names.identify(ItemPath("/a/b/c")) == EntryID(kind: .variable, key: "c"))
        #expect(names.identify(ItemPath("/a/c")) == EntryID(kind: .connection, key: "c"))
    }

    @Test(arguments: [
        (NamingConvention(), [String](), [NamingProblem.Code]()), (NamingConvention(multiTeam: true), ["a", "b"], []),
        (NamingConvention(multiTeam: true, globalSecretsPath: "g"), ["a", "g"], [.equalPrefixes, .equalPrefixes]),
        (NamingConvention(connectionsPath: "/a", variablesPath: "/a/"), [], [.equalPrefixes]),
        (NamingConvention(connectionsPath: "/a", variablesPath: "/a/b"), [], [.ambiguousPrefixes]),
        (NamingConvention(connectionsPath: "custom"), [], [.unusableBase]),
        (NamingConvention(multiTeam: true, globalSecretsPath: "/g"), [], [.unusableBase, .unusableBase]),
        (NamingConvention(multiTeam: true), ["a/b", ""], [.unusableTeam, .unusableTeam]),
        (NamingConvention(sep: "-", multiTeam: true), ["a-b"], [.unusableTeam]),
    ])
    func clashesOfNamesAreReported(_ names: NamingConvention, _ teams: [String], _ codes: [NamingProblem.Code]) {
        #expect(names.problems(teams: teams).map(\.code) == codes)
    }

    @Test func environmentsOverlapWhenANameCouldBelongToBoth() {
        let production = NamingConvention()
        let staging = NamingConvention(
            connectionsPath: "/staging/connections", variablesPath: "/staging/variables", configPath: "/staging/config")
        #expect(!production.overlaps(staging))
        #expect(production.overlaps(production))
        #expect(production.overlaps(NamingConvention(connectionsPath: "/airflow", variablesPath: nil, configPath: nil)))
        #expect(
            !production.overlaps(
                NamingConvention(connectionsPath: "/airflow/conn", variablesPath: nil, configPath: nil)))
    }

    @Test func separatorBeforeACombiningMarkIsStillASeparator() {
        let names = NamingConvention(multiTeam: true)
        #expect(names.lookup(kind: .variable, key: "a/\u{301}b", team: "t").refused != nil)
    }
}

@Suite struct ReleaseVersionTests {
    @Test(arguments: [
        ("3.3", "3.3.2", false), ("3.1.5", "3.1.6", true), ("3.1", "3.1.6", false), ("2.11.2", "3.0", true),
        ("3.3.0rc1", "3.3.1", true), ("0.3.2", "0.3.10", true), ("3", "3.9", false),
    ])
    func versionsAreComparedByNumber(_ a: String, _ b: String, _ isOlder: Bool) throws {
        #expect((try #require(ReleaseVersion(a)) < (try #require(ReleaseVersion(b)))) == isOlder)
    }

    @Test(arguments: ["", "x", "v3", ".3"]) func textWithoutANumberIsNoVersion(_ text: String) {
        #expect(ReleaseVersion(text) == nil)
        #expect(AirflowRules(text) == nil)
    }

    @Test(arguments: [
        ("2.11", false, false), ("3.1.5", false, true), ("3.1.6", true, true), ("3.1", true, true), ("3.3", true, true),
    ])
    func rulesChangeWithTheRelease(_ version: String, _ decodes: Bool, _ insists: Bool) throws {
        let rules = try #require(AirflowRules(version))
        #expect(
            try ConnectionURI.parse("x://h?a=1", rules: rules).extra?.reveal()
                == (decodes ? #"{"a": 1}"# : #"{"a": "1"}"#))
        #expect(((try? ConnectionURI.parse("x://h?__extra__=x", rules: rules)) == nil) == insists)
    }

    @Test(arguments: [
        ("3.0", "team_name", false), ("3.1", "team_id", true), ("3.1", "team_name", false), ("3.2", "team_name", true),
    ])
    func teamOfAConnectionIsKnownByTheNameOfTheRelease(_ version: String, _ name: String, _ isKnown: Bool) throws {
        let rules = try #require(AirflowRules(version))
        let stored = Secret("{\"conn_type\":\"x\",\"\(name)\":\"t\"}")
        #expect(BackendReader(rules: rules).connection(stored: stored).isFound == isKnown)
    }
}
