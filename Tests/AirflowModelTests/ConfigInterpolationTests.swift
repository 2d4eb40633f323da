import Testing

@testable import AirflowModel

@Suite struct ConfigInterpolationTests {
    /// Ten levels of a hundred references each would be read 10^20 times; nothing of it need be long.
    @Test(arguments: ["", "x"]) func optionsThatGrowWithEveryLevelAreRefused(last: String) {
        let options = Dictionary(
            uniqueKeysWithValues: (0..<9).map { level in
                ("o\(level)", String(repeating: level < 8 ? "%(o\(level + 1))s" : last, count: 100))
            })
        #expect(throws: AirflowModelError(.invalidInterpolation, "read airflow.cfg")) {
            try ConfigInterpolation.resolved("%(o0)s", section: "core") { options[$0] }
        }
    }
}
