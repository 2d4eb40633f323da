/// The dates and times of YAML 1.1, which become Python objects that no Airflow text can hold.
enum YAMLTimestamp {
    enum Kind { case date, time, impossible }

    /// What an unquoted text is; nil where it is text. Only behind `!!timestamp` month and day may have one digit alone.
    static func classify(_ text: [UInt8], isExplicit: Bool = false) -> Kind? {
        var cursor = ByteCursor(text)
        guard let year = cursor.takeNumber(4, 4), cursor.take("-"), let month = cursor.takeNumber(1, 2),
            cursor.take("-"), let day = cursor.takeNumber(1, 2)
        else { return nil }
        if cursor.isAtEnd {
            // A date alone needs both digits of month and day: `yyyy-mm-dd`.
            guard text.count == 10 || isExplicit else { return nil }
            return exists(year, month, day) ? .date : .impossible
        }
        guard let clock = clock(&cursor) else { return nil }
        return exists(year, month, day) && clock ? .time : .impossible
    }

    /// The rest after the date; nil where it is no time of day, false where a part is out of range.
    private static func clock(_ cursor: inout ByteCursor) -> Bool? {
        if cursor.takeAny(of: "Tt") == nil {
            guard cursor.takeWhile(isBlank) > 0 else { return nil }
        }
        guard let hour = cursor.takeNumber(1, 2), cursor.take(":"), let minute = cursor.takeNumber(2, 2),
            cursor.take(":"), let second = cursor.takeNumber(2, 2)
        else { return nil }
        if cursor.take(".") { _ = cursor.takeWhile(isDigit) }
        guard let zone = zone(&cursor) else { return nil }
        return hour < 24 && minute < 60 && second < 60 && zone < 24 * 60
    }

    /// The minutes from UTC in either direction; nil where it is no time zone.
    private static func zone(_ cursor: inout ByteCursor) -> Int? {
        if cursor.isAtEnd { return 0 }
        _ = cursor.takeWhile(isBlank)
        if cursor.take("Z") { return cursor.isAtEnd ? 0 : nil }
        guard cursor.takeAny(of: "+-") != nil, let hours = cursor.takeNumber(1, 2) else { return nil }
        var minutes = 0
        if cursor.take(":") {
            guard let number = cursor.takeNumber(2, 2) else { return nil }
            minutes = number
        }
        return cursor.isAtEnd ? hours * 60 + minutes : nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    private static func exists(_ year: Int, _ month: Int, _ day: Int) -> Bool {
        guard year >= 1, (1...12).contains(month), day >= 1 else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return day <= lengths[month - 1]
    }
}
