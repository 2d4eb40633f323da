import Crypto

/// A keyed digest that stands for a meaning without giving it away: 64 hexadecimal digits of HMAC-SHA-256.
package struct Fingerprint: Hashable, Sendable, Codable {
    package let hex: String

    package init(hex: String) {
        self.hex = hex
    }

    /// Stands for "not declared" where a rollback holds back the removal of a declaration; no digest is empty.
    package static let absence = Fingerprint(hex: "")

    package init(from decoder: any Decoder) throws {
        hex = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}

/// What a digest is for; digests of different purposes never compare equal.
package enum FingerprintPurpose: String, Sendable {
    case entry, field, seal, plan, keyIdentifier = "key-id"
}

/// The fingerprint of an entry: as a whole, and of each of its fields by name.
package struct EntryFingerprint: Hashable, Sendable, Codable {
    package var whole: Fingerprint
    package var fields: [String: Fingerprint]

    package init(whole: Fingerprint, fields: [String: Fingerprint]) {
        self.whole = whole
        self.fields = fields
    }

    /// Names of the fields that are absent on one side or differ, sorted.
    package func differingFields(from other: EntryFingerprint) -> [String] {
        Set(fields.keys).union(other.fields.keys).filter { fields[$0] != other.fields[$0] }.sorted()
    }
}

/// The ledger key: 256 random bits under which every fingerprint and seal is made.
///
/// Whoever reads the key can test guesses of short values against the ledger, so it lives in Akeyless, not in Git.
package struct FingerprintKey: Sendable {
    private let key: SymmetricKey

    /// A code that has taken in the key and nothing else; a copy of it is had much cheaper than a new one.
    private let keyed: HMAC<SHA256>

    /// Sixteen hexadecimal digits that tell keys apart and say nothing about the key.
    package let id: String

    package init(bytes: [UInt8]) {
        let key = SymmetricKey(data: bytes)
        self.key = key
        keyed = HMAC<SHA256>(key: key)
        let mac = Self.digest(keyed, parts: [FingerprintPurpose.keyIdentifier.rawValue])
        id = String(mac.prefix(16))
    }

    /// A new key from the system's generator.
    package static func random() -> FingerprintKey {
        var generator = SystemRandomNumberGenerator()
        return FingerprintKey(bytes: (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    /// The key in the form that is stored in Akeyless: 64 hexadecimal digits.
    package var storedText: Secret {
        Secret(key.withUnsafeBytes { hexadecimal($0) })
    }

    /// Reads the stored form; nil when it is not 64 hexadecimal digits.
    package init?(storedText: Secret) {
        let digits = Array(storedText.reveal().utf8)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for pair in stride(from: 0, to: 64, by: 2) {
            guard let high = hexValue(digits[pair]), let low = hexValue(digits[pair + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        self.init(bytes: bytes)
    }

    /// A digest over parts that cannot run into each other: each is preceded by its length.
    package func digest(_ purpose: FingerprintPurpose, _ parts: [String]) -> Fingerprint {
        Fingerprint(hex: Self.digest(keyed, parts: [purpose.rawValue] + parts))
    }

    /// The fingerprint of a meaning at a path; the same value at another path or in another field differs.
    package func fingerprint(_ meaning: EntryMeaning, at path: ItemPath) -> EntryFingerprint {
        let fields = meaning.fields.sorted { $0.key < $1.key }
        let prints = fields.map { name, value in
            (name, digest(.field, [path.rawValue, name, value.reveal()]))
        }
        let whole = digest(.entry, [path.rawValue] + prints.flatMap { [$0.0, $0.1.hex] })
        return EntryFingerprint(whole: whole, fields: Dictionary(uniqueKeysWithValues: prints))
    }

    private static func digest(_ keyed: HMAC<SHA256>, parts: [String]) -> String {
        var bytes: [UInt8] = []
        for part in parts {
            withUnsafeBytes(of: UInt64(part.utf8.count).bigEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: part.utf8)
        }
        var mac = keyed
        mac.update(data: bytes)
        return mac.finalize().withUnsafeBytes { hexadecimal($0) }
    }
}

/// Lower-case hexadecimal digits of some bytes.
package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10 }
    var text: [UInt8] = []
    text.reserveCapacity(2 * bytes.underestimatedCount)
    for byte in bytes {
        text.append(digit(byte >> 4))
        text.append(digit(byte & 15))
    }
    return String(decoding: text, as: UTF8.self)
}

private func hexValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
}
