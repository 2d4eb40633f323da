import SyncModel

/// Dates as HTTP writes them (`Tue, 01 Sep 2026 10:15:00 GMT`) and as the akeyless API writes the end of a session.
package enum HTTPDate {
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// Unix seconds of a date header; nil for anything but the form that servers must send.
    package static func seconds(_ text: String) -> Int64? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT" || parts[5] == "UTC", let day = Int(parts[1]),
            let month = months.firstIndex(of: parts[2].lowercased()), let year = Int(parts[3]),
            let clock = clock(parts[4])
        else { return nil }
        return seconds(year: year, month: month + 1, day: day, clock: clock)
    }

    /// Unix seconds of the end of a session.
    ///
    /// The service does not document the form, so several are tried: Go's (`2026-08-20 10:15:00 +0000 UTC`), RFC 3339,
    /// and a number of seconds or milliseconds.
    package static func expiration(_ text: String) -> Int64? {
        if let number = Int64(text) { return number <= 0 ? nil : number > 1_000_000_000_000 ? number / 1000 : number }
        let fields = text.split { $0 == " " || $0 == "T" || $0 == "t" }
        guard fields.count >= 2 else { return nil }
        let date = fields[0].split(separator: "-").compactMap { Int($0) }
        let time = fields[1].prefix { $0.isNumber || $0 == ":" || $0 == "." }
        let zone = fields[1].count > time.count ? fields[1].dropFirst(time.count) : fields.count > 2 ? fields[2] : "Z"
        guard date.count == 3, let clock = clock(time.prefix { $0 != "." }), let offset = offset(zone) else {
            return nil
        }
        return seconds(year: date[0], month: date[1], day: date[2], clock: clock).map { $0 - offset }
    }

    private static func clock(_ text: Substring) -> Int64? {
        let parts = text.split(separator: ":").compactMap { Int64($0) }
        guard parts.count == 3, parts[0] < 24, parts[1] < 60, parts[2] <= 60, parts.allSatisfy({ $0 >= 0 }) else {
            return nil
        }
        return parts[0] * 3600 + parts[1] * 60 + parts[2]
    }

    private static func offset(_ zone: Substring) -> Int64? {
        if ["Z", "z", "UTC", "GMT"].contains(zone) { return 0 }
        let digits = zone.dropFirst().filter { $0 != ":" }
        guard zone.first == "+" || zone.first == "-", digits.count == 4, let number = Int64(digits) else { return nil }
        return (number / 100 * 3600 + number % 100 * 60) * (zone.first == "-" ? -1 : 1)
    }

    private static func seconds(year: Int, month: Int, day: Int, clock: Int64) -> Int64? {
        guard (1...12).contains(month), (1...31).contains(day), (1970...9999).contains(year) else { return nil }
        return Int64(CivilDate(year: year, month: month, day: day).daysSince1970) * 86_400 + clock
    }
}
