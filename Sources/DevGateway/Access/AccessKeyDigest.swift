import Crypto
import SyncModel

/// A salted digest of an access key: enough to check a login, not to repeat one.
///
/// Generated keys are 256 random bits, so one keyed hash is as strong as a slow one and keeps frequent logins cheap.
struct AccessKeyDigest: Sendable {
    let salt: String
    let digest: String

    init(salt: String, digest: String) {
        self.salt = salt
        self.digest = digest
    }

    init(of key: Secret) {
        salt = hexadecimal(randomBytes(16))
        digest = Self.digest(of: key.reveal(), salt: salt)
    }

    /// Whether the key is the one this digest was made of, in time that does not depend on where they differ.
    func matches(_ key: String) -> Bool {
        areEqual(Self.digest(of: key, salt: salt).utf8, digest.utf8)
    }

    private static func digest(of key: String, salt: String) -> String {
        let key = Array(key.utf8)
        return hexadecimal(HMAC<SHA256>.authenticationCode(for: key, using: SymmetricKey(data: Array(salt.utf8))))
    }
}

/// Compares without stopping at the first difference.
func areEqual(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
}

/// Bytes from the system's generator.
func randomBytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
}

/// The digest under which a token is stored, so that the data file holds no usable token.
func tokenDigest(_ token: String) -> String {
    hexadecimal(SHA256.hash(data: Array(token.utf8)))
}
