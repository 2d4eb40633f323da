import Testing

@testable import Declarations

@Suite struct SettingsTests {
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
