package import SyncModel

/// Whether a row can prove that nobody wrote in the same second, as Git asks of its index.
///
/// The service's dates have whole seconds. Only when its own clock is more than two seconds past an item's modification
/// date must any later write show another date.
package enum Raciness {
    static let margin: Int64 = 2

    /// Whether the row's value has to be read again next time, however equal the row is.
    package static func isRacy(_ row: RowStamp, answeredAt: ServiceTime?) -> Bool {
        secondsToWait(row, answeredAt: answeredAt) != 0
    }

    /// How long until a new answer would be proof; nil if waiting does not help, because a date is not readable.
    static func secondsToWait(_ row: RowStamp, answeredAt: ServiceTime?) -> Int64? {
        guard let answeredAt, let modified = ServiceTime(rfc3339: row.modificationDate) else { return nil }
        return max(0, modified.secondsSince1970 + margin + 1 - answeredAt.secondsSince1970)
    }
}
