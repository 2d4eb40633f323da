import SyncModel
import Testing

@Suite struct DiagnosticTests {
    private func warnings(_ count: Int, code: String = "a") -> [Diagnostic] {
        (0..<count).map { Diagnostic(.warning, code: code, "\(code)\($0)") }
    }

    @Test func whatRepeatsItselfIsCutShort() {
        let folded = warnings(9).folded()
        #expect(folded.map(\.message) == ["a0", "a1", "a2", "and 6 more of this kind"])
        #expect(folded.allSatisfy { $0.code == "a" && $0.severity == .warning })
    }

    @Test func oneMoreThanTheLimitIsShown() {
        #expect(warnings(4).folded() == warnings(4))
        #expect(warnings(5).folded().count == 4)
    }

    @Test func kindsAreCountedByThemselves() {
        let mixed = warnings(3) + warnings(3, code: "b")
        #expect(mixed.folded() == mixed)
        let notes = (0..<3).map { Diagnostic(.note, code: "a", "\($0)") }
        #expect((warnings(3) + notes).folded() == warnings(3) + notes)
    }

    @Test func errorsAreAllThere() {
        let errors = (0..<9).map { Diagnostic(.error, code: "a", "\($0)") }
        #expect(errors.folded() == errors)
    }

    @Test func rulesAgreeOnWhatBothLeaveToAkeyless() {
        let all = ComparisonRule(ignoredFields: ["extra", "password"])
        let one = ComparisonRule(ignoredFields: ["extra.token", "login"])
        #expect(all.ignoredFields(alsoBy: one) == ["extra.token"])
        #expect(one.ignoredFields(alsoBy: all) == ["extra.token"])
        #expect(all.ignoredFields(alsoBy: all) == all.ignoredFields)
        #expect(all.ignoredFields(alsoBy: ComparisonRule()).isEmpty)
    }
}
