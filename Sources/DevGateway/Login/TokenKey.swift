import Crypto
import CryptoExtras
package import SyncModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A configured key that checks the signature of signed tokens.
///
/// A key answers to its own algorithm only, so a token cannot choose a weaker one.
package struct TokenKey: Sendable {
    private enum Material: Sendable {
        case rsa(_RSA.Signing.PublicKey)
        case ecdsa(P256.Signing.PublicKey)
        case hmac(Secret)
    }

    private let material: Material
    private let keyID: String?

    /// RS256 with a PEM public key.
    package static func rs256(pem: String, keyID: String? = nil) throws -> TokenKey {
        TokenKey(material: .rsa(try _RSA.Signing.PublicKey(pemRepresentation: pem)), keyID: keyID)
    }

    /// ES256 with a PEM public key.
    package static func es256(pem: String, keyID: String? = nil) throws -> TokenKey {
        TokenKey(material: .ecdsa(try P256.Signing.PublicKey(pemRepresentation: pem)), keyID: keyID)
    }

    /// HS256 with a shared secret.
    package static func hs256(_ secret: Secret, keyID: String? = nil) -> TokenKey {
        TokenKey(material: .hmac(secret), keyID: keyID)
    }

    private var algorithm: String {
        switch material {
        case .rsa: "RS256"
        case .ecdsa: "ES256"
        case .hmac: "HS256"
        }
    }

    func verifies(_ token: SignedToken) -> Bool {
        guard token.algorithm == algorithm else { return false }
        if let keyID, let wanted = token.keyID, keyID != wanted { return false }
        let message = Data(token.signedPart.utf8)
        switch material {
        case .rsa(let key):
            let signature = _RSA.Signing.RSASignature(rawRepresentation: token.signature)
            return key.isValidSignature(signature, for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5)
        case .ecdsa(let key):
            guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: token.signature) else {
                return false
            }
            return key.isValidSignature(signature, for: message)
        case .hmac(let secret):
            let key = SymmetricKey(data: Data(secret.reveal().utf8))
            return HMAC<SHA256>.isValidAuthenticationCode(token.signature, authenticating: message, using: key)
        }
    }
}

/// A JSON web token in its compact form, taken apart but not believed.
struct SignedToken {
    let algorithm: String
    let keyID: String?
    let claims: JSON
    let signedPart: Substring
    let signature: [UInt8]

    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.json(parts[0]), let claims = Self.json(parts[1]),
            claims.members != nil, let algorithm = header["alg"]?.text, let signature = Base64.decodeURL(parts[2])
        else { return nil }
        self.algorithm = algorithm
        keyID = header["kid"]?.text
        self.claims = claims
        signedPart = text[..<parts[1].endIndex]
        self.signature = signature
    }

    private static func json(_ part: Substring) -> JSON? {
        Base64.decodeURL(part).flatMap { try? JSON.parse($0) }
    }
}
