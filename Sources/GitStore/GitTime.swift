extension GitTime {
    /// Reads the two exact forms of Git's dates: `@1767225600 +0100` (the `@` may be left out) and ISO 8601.
    package init?(gitDate text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: true)
        if parts.count == 2, let seconds = Int64(parts[0].trimmingPrefix("@")), let offset = Self.offset(parts[1]) {
            self.init(secondsSinceEpoch: seconds, offsetMinutes: offset)
        } else if let time = Self(iso8601: text) {
            self = time
        } else {
            return nil
        }
    }

    /// Reads `2026-01-01T00:00:00Z` or the same with an offset (`+01:00`, `+0100`).
    package init?(iso8601 text: String) {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            let digits = bytes[range]
            guard digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
            return digits.reduce(0) { $0 * 10 + Int($1) - 48 }
        }
        guard bytes.count >= 20, bytes[4] == 45, bytes[7] == 45, [84, 32].contains(bytes[10]), bytes[13] == 58,
            bytes[16] == 58,
            let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
            let minute = number(14..<16), let second = number(17..<19), (1...12).contains(month),
            (1...31).contains(day),
            hour < 24, minute < 60, second < 61, let offset = Self.offset(String(decoding: bytes[19...], as: UTF8.self))
        else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        let seconds = Int64(days) * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
        self.init(secondsSinceEpoch: seconds - Int64(offset) * 60, offsetMinutes: offset)
    }

    /// The moment as its writer's clock showed it: `2026-01-01T01:00:00+01:00`, `Z` at no distance.
    ///
    /// A commit can hold any number. At the ends of what is counted the distance is left out.
    package var iso8601: String {
        let (sum, isOutside) = secondsSinceEpoch.addingReportingOverflow(Int64(offsetMinutes) * 60)
        let (whole, rest) = (isOutside ? secondsSinceEpoch : sum).quotientAndRemainder(dividingBy: 86_400)
        let second = Int(rest < 0 ? rest + 86_400 : rest)
        let (year, month, date) = Self.civil(days: Int(rest < 0 ? whole - 1 : whole))
        let clock = [second / 3_600, second / 60 % 60, second % 60].map(Self.padded).joined(separator: ":")
        let zone = offsetMinutes == 0 ? "Z" : Self.zone(offsetMinutes)
        return "\(Self.padded(year, to: 4))-\(Self.padded(month))-\(Self.padded(date))T\(clock)\(zone)"
    }

    private static func zone(_ offset: Int) -> String {
        (offset < 0 ? "-" : "+") + padded(abs(offset) / 60) + ":" + padded(abs(offset) % 60)
    }

    private static func padded(_ number: Int) -> String { padded(number, to: 2) }

    private static func padded(_ number: Int, to width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    private static func offset(_ text: some StringProtocol) -> Int? {
        if text == "Z" { return 0 }
        guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
        let digits = String(text.dropFirst().filter { $0 != ":" })
        guard digits.count == 4, let value = Int(digits), value / 100 < 24, value % 100 < 60 else { return nil }
        return (sign == "-" ? -1 : 1) * (value / 100 * 60 + value % 100)
    }

    /// Days since 1 January 1970 in the Gregorian calendar, counted in eras of 400 years that begin in March.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The inverse of ``days(year:month:day:)``.
    private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthIndex + 2) / 5 + 1)
    }
}
