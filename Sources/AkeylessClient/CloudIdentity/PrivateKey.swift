import Crypto
import CryptoExtras
import SyncModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A private key that signs with SHA-256: RSA by PKCS#1 v1.5, or one of the elliptic curves of NIST.
enum PrivateKey: Sendable {
    case rsa(_RSA.Signing.PrivateKey)
    case p256(P256.Signing.PrivateKey)
    case p384(P384.Signing.PrivateKey)
    case p521(P521.Signing.PrivateKey)

    /// Reads a PEM text in any of the usual forms; nil for anything else, encrypted keys included.
    init?(pem: Secret) {
        let text = pem.reveal()
        if let key = try? _RSA.Signing.PrivateKey(pemRepresentation: text) {
            self = .rsa(key)
        } else if let key = try? P256.Signing.PrivateKey(pemRepresentation: text) {
            self = .p256(key)
        } else if let key = try? P384.Signing.PrivateKey(pemRepresentation: text) {
            self = .p384(key)
        } else if let key = try? P521.Signing.PrivateKey(pemRepresentation: text) {
            self = .p521(key)
        } else {
            return nil
        }
    }

    var isRSA: Bool {
        if case .rsa = self { true } else { false }
    }

    /// The signature over the SHA-256 digest; of curves in the form that certificates use (ASN.1).
    func signature(for bytes: [UInt8]) -> [UInt8]? {
        let digest = SHA256.hash(data: bytes)
        let signature: Data? =
            switch self {
            case .rsa(let key):
                try? key.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation
            case .p256(let key): try? key.signature(for: digest).derRepresentation
            case .p384(let key): try? key.signature(for: digest).derRepresentation
            case .p521(let key): try? key.signature(for: digest).derRepresentation
            }
        return signature.map(Array.init)
    }
}
