import CryptoExtras
import SwiftASN1
@_spi(FixedExpiryValidationTime) import X509

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Login by a client certificate that a configured authority signed.
///
/// Whoever logs in shows the private key, either by sending it or by signing a challenge with it.
package struct CertificateLogin: LoginMethod {
    private let authorities: [Certificate]

    /// Accepts certificates below those in a PEM text.
    ///
    /// - Throws: ``LoginFailure`` when there is none, and the reader's error when one is broken.
    package init(pem: String) throws {
        authorities = try CertificateText.all(in: pem)
        if authorities.isEmpty { throw LoginFailure("no authority") }
    }

    package var accessTypes: Set<String> { ["cert"] }

    package func verify(_ attempt: LoginAttempt) async throws(LoginFailure) -> [String: [String]] {
        let chain = try Self.certificates(in: attempt)
        guard let leaf = chain.first else { throw LoginFailure("no certificate") }
        try Self.checkPossession(of: leaf.publicKey, attempt)
        var verifier = Verifier(rootCertificates: CertificateStore(authorities)) {
            RFC5280Policy(fixedExpiryValidationTime: Date(timeIntervalSince1970: TimeInterval(attempt.now)))
        }
        let result = await verifier.validate(leaf: leaf, intermediates: CertificateStore(chain.dropFirst()))
        guard case .validCertificate = result else { throw LoginFailure("no authority signed the certificate") }
        return ["common_name": leaf.subject.commonNames]
    }

    private static func certificates(in attempt: LoginAttempt) throws(LoginFailure) -> [Certificate] {
        guard let encoded = try? attempt.arguments.text("cert-data"), let pem = Base64.decodeText(encoded) else {
            throw LoginFailure("cert-data is not base64")
        }
        do {
            return try CertificateText.all(in: pem)
        } catch {
            throw LoginFailure("cert-data holds no certificate")
        }
    }

    private static func checkPossession(
        of key: Certificate.PublicKey, _ attempt: LoginAttempt
    ) throws(LoginFailure) {
        let arguments = attempt.arguments
        if let challenge = try? arguments.text("cert-challenge"), !challenge.isEmpty {
            guard attempt.challenges.redeem(challenge, now: attempt.now) else {
                throw LoginFailure("the challenge does not count any more")
            }
            guard let signed = try? arguments.text("signed-cert-challenge"), let signature = Base64.decode(signed),
                isSigned(challenge, by: key, signature)
            else { throw LoginFailure("the challenge is not signed by the certificate's key") }
            return
        }
        guard let encoded = try? arguments.text("key-data"), let pem = Base64.decodeText(encoded),
            let privateKey = try? Certificate.PrivateKey(pemEncoded: pem), privateKey.publicKey == key
        else { throw LoginFailure("key-data is not the certificate's key") }
    }

    /// RSA (PKCS#1 v1.5) or ECDSA over SHA-256 of the challenge, as text or, where it is base64, as the bytes meant.
    private static func isSigned(_ challenge: String, by key: Certificate.PublicKey, _ signature: [UInt8]) -> Bool {
        let readings = [Array(challenge.utf8), Base64.decode(challenge)].compactMap { $0 }
        return readings.contains { message in
            key.isValidSignature(signature, for: message, signatureAlgorithm: .sha256WithRSAEncryption)
                || key.isValidSignature(signature, for: message, signatureAlgorithm: .ecdsaWithSHA256)
        }
    }
}

/// Certificates in PEM.
enum CertificateText {
    static func all(in pem: String) throws -> [Certificate] {
        try PEMDocument.parseMultiple(pemString: pem).filter { $0.discriminator == "CERTIFICATE" }
            .map { try Certificate(pemDocument: $0) }
    }
}

extension DistinguishedName {
    /// The common names in the subject of a certificate.
    fileprivate var commonNames: [String] {
        flatMap { $0 }.filter { $0.type == .RDNAttributeType.commonName }.compactMap { String($0.value) }
    }
}
