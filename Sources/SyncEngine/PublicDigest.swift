import Crypto
import SyncModel

/// An unkeyed digest, for what is not secret: settings, and names and places before there is a ledger key.
enum PublicDigest {
    /// Lower-case hexadecimal SHA-256 over parts that cannot run into each other.
    static func hex(_ parts: [String]) -> String {
        var hash = SHA256()
        for part in parts {
            var part = part
            part.withUTF8 { bytes in
                withUnsafeBytes(of: UInt64(bytes.count).bigEndian) { hash.update(data: $0) }
                hash.update(data: UnsafeRawBufferPointer(bytes))
            }
        }
        return hexadecimal(hash.finalize())
    }
}
