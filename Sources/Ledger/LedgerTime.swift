import GitStore

/// A moment, and the distance from UTC of whoever wrote it down.
package struct LedgerTime: Sendable, Hashable, Comparable {
    package var secondsSinceEpoch: Int64
    package var offsetMinutes: Int

    package init(secondsSinceEpoch: Int64, offsetMinutes: Int = 0) {
        self.secondsSinceEpoch = secondsSinceEpoch
        self.offsetMinutes = offsetMinutes
    }

    /// Reads `2026-01-01T00:00:00Z` or the same with an offset; nil for anything else.
    package init?(iso8601 text: String) {
        guard let time = GitTime(iso8601: text) else { return nil }
        self.init(time)
    }

    init(_ time: GitTime) {
        self.init(secondsSinceEpoch: time.secondsSinceEpoch, offsetMinutes: time.offsetMinutes)
    }

    var gitTime: GitTime { GitTime(secondsSinceEpoch: secondsSinceEpoch, offsetMinutes: offsetMinutes) }

    /// As the writer's clock showed it: `2026-01-01T01:00:00+01:00`.
    package var iso8601: String { gitTime.iso8601 }

    package static func < (a: Self, b: Self) -> Bool { a.secondsSinceEpoch < b.secondsSinceEpoch }
}
