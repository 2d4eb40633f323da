import SyncModel

/// A moment in the parts in which people and signatures write it, in universal time.
package struct CalendarTime: Sendable, Hashable {
    package var year: Int
    package var month: Int
    package var day: Int
    package var secondOfDay: Int

    package init(unixSeconds: Int64) {
        let seconds = Int(unixSeconds)
        let days = seconds / 86_400 - (seconds % 86_400 < 0 ? 1 : 0)
        secondOfDay = seconds - days * 86_400
        let date = CivilDate(daysSince1970: days)
        (year, month, day) = (date.year, date.month, date.day)
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
