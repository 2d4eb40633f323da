import Testing

@testable import SyncModel

@Suite struct CivilDateTests {
    @Test(arguments: [
        (0, 1970, 1, 1), (-1, 1969, 12, 31), (11_016, 2000, 2, 29), (11_017, 2000, 3, 1), (20_513, 2026, 3, 1),
        (-25_509, 1900, 2, 28), (-25_508, 1900, 3, 1), (-719_528, 0, 1, 1),
    ]) func daysAreCounted(_ days: Int, _ year: Int, _ month: Int, _ day: Int) {
        let date = CivilDate(year: year, month: month, day: day)
        #expect(date.daysSince1970 == days)
        #expect(CivilDate(daysSince1970: days) == date)
    }

    @Test func everyDayOfTwoErasHasOneDate() {
        #expect((-146_097...146_097).allSatisfy { CivilDate(daysSince1970: $0).daysSince1970 == $0 })
    }
}
