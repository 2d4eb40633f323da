/// How long a throttled caller is asked to wait: by the `Retry-After` header, or by the akeyless text
/// `… will be released in 1m30s`.
package enum RetryAfter {
    package static func wait(header: String?, date: String?, text: String?) -> Duration? {
        if let header, let wait = wait(header: header, date: date) { return wait }
        let marker = "will be released in "
        guard let text, let range = text.firstRange(of: marker) else { return nil }
        return duration(text[range.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "." })
    }

    /// Seconds, or a date that is measured against the date of the same answer, so that our clock does not matter.
    private static func wait(header: String, date: String?) -> Duration? {
        if let seconds = Int64(header), seconds >= 0 { return .seconds(min(seconds, 86_400)) }
        guard let until = HTTPDate.seconds(header), let now = date.flatMap(HTTPDate.seconds) else { return nil }
        return .seconds(max(0, until - now))
    }

    /// Reads a duration in the form of the Go language: `1h2m3.5s`, `300ms`.
    ///
    /// A full stop may follow.
    package static func duration(_ text: some StringProtocol) -> Duration? {
        let units: [String: Double] = ["h": 3600, "m": 60, "s": 1, "ms": 1e-3, "µs": 1e-6, "us": 1e-6, "ns": 1e-9]
        var rest = Substring(text)
        while rest.last == "." { rest.removeLast() }
        var seconds = 0.0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let number = rest.prefix { $0.isNumber || $0 == "." }
            rest = rest.dropFirst(number.count)
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let amount = Double(number), let factor = units[String(unit)] else { return nil }
            seconds += amount * factor
        }
        return .seconds(min(seconds, 86_400))
    }
}
