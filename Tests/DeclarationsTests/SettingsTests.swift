import Testing

@testable import Declarations

@Suite struct SettingsTests {
    @Test func whatTheProjectFileMaySayAVariableMaySayToo() {
        for row in SettingDefinition.all where row.inFile && row.key != .airflowConfig {
            #expect(row.variables.contains("LOCKSTEP_" + row.key.rawValue.uppercased().replacing(".", with: "_")))
        }
        let (settings, problems) = Settings.resolve(
            project: nil, variables: ["LOCKSTEP_LIMITS_DELETE": "7", "LOCKSTEP_BACKEND_SEP": "-"])
        #expect(problems.isEmpty && settings.share(.limitDelete) == .count(7) && settings.text(.separator) == "-")
        #expect(settings.origin(of: .limitDelete) == .variable("LOCKSTEP_LIMITS_DELETE"))
    }

    @Test(arguments: [
        ("/airflow/variables/ledger-key", "/"), ("/airflow/variables//k", "/"), ("/airflow/connections/a/k", "/"),
        ("/airflow/config-k", "-"), ("/airflow/variables--folder/k", "--"),
    ])
    func aLedgerKeyThatAirflowCouldReadIsInvalid(path: String, sep: String) {
        let file = "version: 1\nbackend: {sep: '\(sep)'}\nledger: {key_path: \(path)}\n"
        #expect(settings(project(["lockstep.yaml": file])).diagnostics.errors.places == ["ledger-key lockstep.yaml:3"])
    }

    @Test(arguments: [
        ("/airflow/ledger-key", "/"), ("/airflow/variables2/k", "/"), ("/airflow/variables/k", "--"), ("/k", "/"),
    ])
    func anyOtherPlaceWillDo(path: String, sep: String) {
        let file = "version: 1\nbackend: {sep: '\(sep)'}\nledger: {key_path: \(path)}\n"
        #expect(settings(project(["lockstep.yaml": file])).diagnostics.isEmpty)
    }

    /// The Airflow of one environment must find neither the key of another one's ledger nor what was deleted there.
    @Test func theLedgersOwnPlacesAreHiddenFromEveryEnvironment() throws {
        func problems(_ url: String) throws -> [String] {
            let file = """
                version: 1
                gateway: {url: "https://gw.example.com"}
                ledger: {trash_path: /staging/variables/trash}
                environments:
                  staging:
                    gateway: {url: "\(url)"}
                    backend: {connections_path: /staging/connections, variables_path: /staging/variables}
                    ledger: {branch: staging, key_path: /airflow/connections/key, trash_path: /trash}
                """
            let loaded = try #require(ProjectFile.load(from: project(["lockstep.yaml": file])).project)
            return loaded.validateEnvironments().places
        }
        #expect(
            try problems("https://gw.example.com/api/v2").filter { $0 != "environments-overlap lockstep.yaml:7" }
                == ["ledger-trash lockstep.yaml:3", "ledger-key lockstep.yaml:8"])
        #expect(try problems("https://other.example.com").isEmpty)
    }

    @Test func anEnvironmentHasLimitsOfItsOwnAndTakesTheOthersFromTheProject() {
        let files = project([
            "lockstep.yaml": """
            version: 1
            limits: {delete: 10%, from: 5}
            environments:
              prod: {limits: {delete: 2, update: 3%}}
            """
        ])
        let (shared, prod) = (settings(files).settings, settings(files, environment: "prod").settings)
        #expect(shared.share(.limitDelete) == .percent(10) && shared.share(.limitUpdate) == .percent(30))
        #expect(prod.share(.limitDelete) == .count(2) && prod.share(.limitUpdate) == .percent(3))
        #expect(shared.count(.limitFrom) == 5 && prod.count(.limitFrom) == 5)
    }
}
