/// Appends a code point in UTF-8, stretched to surrogates, which then take three bytes.
func appendWTF8(_ point: UInt32, to bytes: inout [UInt8]) {
    switch point {
    case 0..<0x80:
        bytes.append(UInt8(point))
    case 0x80..<0x800:
        bytes.append(UInt8(0xC0 | point >> 6))
        bytes.append(UInt8(0x80 | point & 0x3F))
    case 0x800..<0x10000:
        bytes.append(UInt8(0xE0 | point >> 12))
        bytes.append(UInt8(0x80 | point >> 6 & 0x3F))
        bytes.append(UInt8(0x80 | point & 0x3F))
    default:
        bytes.append(UInt8(0xF0 | point >> 18))
        bytes.append(UInt8(0x80 | point >> 12 & 0x3F))
        bytes.append(UInt8(0x80 | point >> 6 & 0x3F))
        bytes.append(UInt8(0x80 | point & 0x3F))
    }
}

/// UTF-16 of bytes that `appendWTF8` and valid UTF-8 made, so their structure needs no check.
func utf16(fromWTF8 bytes: [UInt8]) -> [UInt16] {
    var units: [UInt16] = []
    var index = 0
    while index < bytes.count {
        let lead = UInt32(bytes[index])
        let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        var point = length == 1 ? lead : lead & (0x7F >> UInt32(length))
        for byte in bytes[(index + 1)..<(index + length)] { point = point << 6 | UInt32(byte & 0x3F) }
        index += length
        if point >= 0x10000 {
            units.append(UInt16(0xD800 + (point - 0x10000) >> 10))
            units.append(UInt16(0xDC00 + (point & 0x3FF)))
        } else {
            units.append(UInt16(point))
        }
    }
    return units
}
