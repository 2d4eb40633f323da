/// A moment in the parts in which people and signatures write it, in universal time.
package struct CalendarTime: Sendable, Hashable {
    package var year: Int
    package var month: Int
    package var day: Int
    package var secondOfDay: Int

    /// Finds the civil date of a day count, as Howard Hinnant describes it.
    package init(unixSeconds: Int64) {
        let seconds = Int(unixSeconds)
        let days = seconds / 86_400 - (seconds % 86_400 < 0 ? 1 : 0)
        secondOfDay = seconds - days * 86_400
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// `20260901T100000Z`.
    package var basicFormat: String {
        let hour = secondOfDay / 3600
        let minute = secondOfDay / 60 % 60
        let parts = [(year, 4), (month, 2), (day, 2), (hour, 2), (minute, 2), (secondOfDay % 60, 2)].map(Self.padded)
        return "\(parts[0])\(parts[1])\(parts[2])T\(parts[3])\(parts[4])\(parts[5])Z"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
