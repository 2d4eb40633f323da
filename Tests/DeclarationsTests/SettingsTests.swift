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
}
