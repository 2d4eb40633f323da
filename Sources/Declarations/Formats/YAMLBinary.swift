/// The base64 of YAML's `!!binary` as Python decodes it: it passes over what is not of the alphabet.
enum YAMLBinary {
    /// Whether Python takes it: all of it ASCII, and groups of four, where the padding of one ends it.
    static func isReadable(_ text: String) -> Bool {
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return false }
        var place = 0
        var padding = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "="):
                padding += 1
                if place >= 2 && place + padding >= 4 { return true }
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
                padding = 0
                place = (place + 1) % 4
            default: break
            }
        }
        return place == 0
    }
}
