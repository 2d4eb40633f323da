import SyncModel
import Testing

@testable import SyncEngine

@Suite struct EnvironmentLinesTests {
    private func lines(_ text: String, team: String? = nil, knowsTeams: Bool = true) -> EnvironmentLines {
        EnvironmentLines(
            ExportFile(name: "x.env", content: Secret(text), kind: nil), team: team, knowsTeams: knowsTeams)
    }

    @Test func everyEntryKeepsItsLine() {
        let found = lines("# first\nAIRFLOW_VAR_A=1\n\nexport AIRFLOW_VAR_B=it's \"2\"\n")
        #expect(found.groups.map(\.json) == ["{\n\"a\": \"1\",\n\n\"b\": \"it's \\\"2\\\"\"\n}"])
        #expect(found.findings.isEmpty)
    }

    @Test func anAccentBehindTheSignBelongsToTheValue() {
        #expect(lines("AIRFLOW_VAR_A=\u{301}x\n").groups.map(\.json) == ["{\"a\": \"\\u0301x\"\n}"])
    }

    @Test func kindsAndTeamsArePartedAsTheNamesSay() {
        let text = "AIRFLOW_CONN_DB=http://h\nAIRFLOW_VAR__SALES___K=x\nAIRFLOW_VAR_K=y\n"
        #expect(
            Set(lines(text).groups.map { "\($0.kind) \($0.team ?? "-")" }) == [
                "connection -", "variable -", "variable sales",
            ])
        let plain = lines(text, team: "ours", knowsTeams: false)
        #expect(Set(plain.groups.map(\.team)) == ["ours"])
        #expect(plain.groups.contains { $0.json.contains("\"_sales___k\"") })
    }

    @Test(
        arguments: [
            "AIRFLOW_VAR_A=\"x\"\n", "AIRFLOW_VAR_A='x'\n", "AIRFLOW_VAR_A=x # why\n", "AIRFLOW_VAR_A=\"one\ntwo\"\n",
            "AIRFLOW_VAR_A=-----BEGIN KEY-----\nMII=\n-----END KEY-----\n", "AIRFLOW_VAR_A={\n\"b\": 1}\n",
        ])
    func aValueThatWouldBeCutOrQuotedIsLeftOutByItsLine(_ text: String) {
        let found = lines(text + "AIRFLOW_VAR_B=1\n")
        #expect(found.groups.map { $0.json.contains("\"a\"") } == [false])
        #expect(found.findings.filter { $0.code == .envSyntax }.map(\.location?.line) == [1])
    }

    @Test func aLineOfAnotherProgramBehindAValueLeavesItWhole() {
        for other in ["OTHER=x", "export NAME", "my-var=1", "\nnothing"] {
            #expect(lines("AIRFLOW_VAR_A=1\n\(other)\n").groups.count == 1)
        }
    }

    @Test func otherLinesAreNamedUnlessNoneIsAirflows() {
        #expect(lines("AIRFLOW_VAR_A=1\nOTHER=2\n").findings.map(\.location?.line) == [2])
        #expect(lines("OTHER=2\n").findings.isEmpty)
        #expect(lines("AIRFLOW_CONN_A={broken\nAIRFLOW_VAR_B=1\n").findings.map(\.location?.line) == [1])
    }
}
