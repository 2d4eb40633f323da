import SyncModel

/// A whole second of UTC, split into calendar fields, and the three spellings the API uses.
///
/// Items carry RFC 3339 dates, HTTP answers RFC 1123 dates, and a login answer the layout Go prints by default.
package struct CivilTime: Sendable, Equatable {
    package let year: Int
    package let month: Int
    package let day: Int
    package let hour: Int
    package let minute: Int
    package let second: Int
    private let daysSinceEpoch: Int

    /// Splits seconds since 1970-01-01T00:00:00Z (the proleptic Gregorian calendar, no leap seconds).
    package init(unixSeconds: Int) {
        let days = Int((Double(unixSeconds) / 86_400).rounded(.down))
        let rest = unixSeconds - days * 86_400
        let date = CivilDate(daysSince1970: days)
        (year, month, day) = (date.year, date.month, date.day)
        hour = rest / 3600
        minute = rest / 60 % 60
        second = rest % 60
        daysSinceEpoch = days
    }

    /// `2026-05-01T08:00:00Z`.
    package var rfc3339: String {
        "\(pad(year, 4))-\(pad(month))-\(pad(day))T\(clockText)Z"
    }

    /// `Fri, 01 May 2026 08:00:00 GMT`, for the `Date` header.
    package var rfc1123: String {
        let weekday = Self.weekdays[((daysSinceEpoch + 4) % 7 + 7) % 7]
        return "\(weekday), \(pad(day)) \(Self.months[month - 1]) \(pad(year, 4)) \(clockText) GMT"
    }

    /// `2026-05-01 08:00:00 +0000 UTC`.
    package var goLayout: String {
        "\(pad(year, 4))-\(pad(month))-\(pad(day)) \(clockText) +0000 UTC"
    }

    /// Reads `2026-05-01T08:00:00Z`, with or without a fraction, in UTC only.
    package static func unixSeconds(rfc3339 text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.last == UInt8(ascii: "Z") || bytes.last == UInt8(ascii: "z") else { return nil }
        func field(_ range: Range<Int>) -> Int? { Int(String(decoding: bytes[range], as: UTF8.self)) }
        guard let year = field(0..<4), let month = field(5..<7), let day = field(8..<10), let hour = field(11..<13),
            let minute = field(14..<16), let second = field(17..<19), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let days = CivilDate(year: year, month: month, day: day).daysSince1970
        return days * 86_400 + hour * 3600 + minute * 60 + second
    }

    private var clockText: String { "\(pad(hour)):\(pad(minute)):\(pad(second))" }

    private func pad(_ value: Int, _ width: Int = 2) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}
