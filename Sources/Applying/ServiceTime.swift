import SyncModel

/// A moment by the clock of the service, in whole seconds, as its dates have them.
package struct ServiceTime: Hashable, Sendable, Comparable {
    package var secondsSince1970: Int64

    package init(secondsSince1970: Int64) {
        self.secondsSince1970 = secondsSince1970
    }

    /// Reads `2026-01-02T03:04:05Z`, also with a fraction (dropped) or an offset; nil for anything else.
    package init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[13] == 0x3A, bytes[16] == 0x3A,
            bytes[10] | 0x20 == 0x74 || bytes[10] == 0x20,
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), (1...12).contains(month),
            let day = number(bytes[8..<10]), (1...31).contains(day), let hour = number(bytes[11..<13]), hour < 24,
            let minute = number(bytes[14..<16]), minute < 60, let second = number(bytes[17..<19]), second <= 60
        else { return nil }
        var zone = bytes[19...]
        if zone.first == 0x2E {
            zone = zone.dropFirst().drop { (0x30...0x39).contains($0) }
        }
        guard let offset = offsetSeconds(Array(zone)) else { return nil }
        let days = CivilDate(year: Int(year), month: Int(month), day: Int(day)).daysSince1970
        secondsSince1970 = Int64(days) * 86_400 + hour * 3600 + minute * 60 + second - offset
    }

    package static func < (a: Self, b: Self) -> Bool { a.secondsSince1970 < b.secondsSince1970 }
}

private func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
}

private func offsetSeconds(_ zone: [UInt8]) -> Int64? {
    if zone.count == 1, zone[0] | 0x20 == 0x7A { return 0 }
    guard zone.count == 6, zone[3] == 0x3A, zone[0] == 0x2B || zone[0] == 0x2D, let hours = number(zone[1..<3]),
        let minutes = number(zone[4..<6])
    else { return nil }
    return (zone[0] == 0x2B ? 1 : -1) * (hours * 3600 + minutes * 60)
}
