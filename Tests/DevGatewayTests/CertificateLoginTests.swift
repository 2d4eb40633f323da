import Crypto
import CryptoExtras
import Foundation
import SwiftASN1
import SyncModel
import Testing
import X509

@testable import DevGateway

@Suite struct CertificateLoginTests {
    /// An authority and the certificates it signs.
    struct Authority {
        let key = P256.Signing.PrivateKey()
        let certificate: Certificate

        init() throws {
            let name = try DistinguishedName { CommonName("test authority") }
            certificate = try Certificate(
                version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey),
                notValidBefore: Self.date(-86_400), notValidAfter: Self.date(86_400), issuer: name, subject: name,
                signatureAlgorithm: .ecdsaWithSHA256,
                extensions: try .init {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                }, issuerPrivateKey: .init(key))
        }

        func sign(_ publicKey: Certificate.PublicKey, until end: Int = 3600) throws -> Certificate {
            try Certificate(
                version: .v3, serialNumber: .init(), publicKey: publicKey, notValidBefore: Self.date(-3600),
                notValidAfter: Self.date(end), issuer: certificate.subject,
                subject: try DistinguishedName { CommonName("airflow worker") },
                signatureAlgorithm: .ecdsaWithSHA256, extensions: .init(), issuerPrivateKey: .init(key))
        }

        private static func date(_ offset: Int) -> Date {
            Date(timeIntervalSince1970: TimeInterval(GatewayFixture.start + offset))
        }
    }

    private func encoded(_ text: String) -> JSON {
        .string(Data(text.utf8).base64EncodedString())
    }

    private func pem(_ certificate: Certificate) throws -> String {
        try certificate.serializeAsPEM().pemString
    }

    private func fixture(_ authority: Authority) async throws -> GatewayFixture {
        let login = try CertificateLogin(pem: try pem(authority.certificate))
        return try await GatewayFixture { $0.identities?[0].logins = [login] }
    }

    private func logIn(_ fixture: GatewayFixture, _ more: JSON) async throws -> Reply {
        let members: [JSON.Member] = [.init("access-id", "p-owner"), .init("access-type", "cert")]
        return try await fixture.raw("POST", "/auth", .object(members + (more.members ?? [])))
    }

    @Test func aCertificateWithItsKeyLogsIn() async throws {
        let authority = try Authority()
        let fixture = try await fixture(authority)
        let key = P256.Signing.PrivateKey()
        let certificate = try pem(authority.sign(.init(key.publicKey)))
        let reply = try await logIn(
            fixture, ["cert-data": encoded(certificate), "key-data": encoded(key.pemRepresentation)])
        #expect(reply.status == 200)
        #expect(reply["creds"]?["sub_claims"]?["common_name"] == ["airflow worker"])
    }

    @Test func aForeignKeyAuthorityOrPeriodIsRefused() async throws {
        let authority = try Authority()
        let fixture = try await fixture(authority)
        let key = P256.Signing.PrivateKey()
        let good = try pem(authority.sign(.init(key.publicKey)))
        let cases: [(String, String)] = [
            (good, P256.Signing.PrivateKey().pemRepresentation),
            (try pem(Authority().sign(.init(key.publicKey))), key.pemRepresentation),
            (try pem(authority.sign(.init(key.publicKey), until: -60)), key.pemRepresentation), (good, ""),
            ("", key.pemRepresentation),
        ]
        for (certificate, privateKey) in cases {
            let reply = try await logIn(
                fixture, ["cert-data": encoded(certificate), "key-data": encoded(privateKey)])
            #expect(reply.status == 401)
            #expect(reply.error.contains("failed to verify client certificate (signer or expiration)"))
        }
    }

    @Test(arguments: ["ecdsa", "rsa"])
    func aSignedChallengeLogsInOnce(kind: String) async throws {
        let authority = try Authority()
        let fixture = try await fixture(authority)
        let rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let ecdsa = P256.Signing.PrivateKey()
        let publicKey: Certificate.PublicKey = kind == "rsa" ? .init(rsa.publicKey) : .init(ecdsa.publicKey)
        let certificate = encoded(try pem(authority.sign(publicKey)))
        func proof() async throws -> JSON {
            let reply = try await fixture.raw(
                "POST", "/get-cert-challenge", ["access-id": "p-owner", "cert-data": certificate])
            let challenge = try #require(reply["challenge"]?.text)
            let digest = SHA256.hash(data: Data(challenge.utf8))
            let signature =
                kind == "rsa"
                ? try rsa.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation
                : try ecdsa.signature(for: digest).derRepresentation
            return [
                "cert-data": certificate, "cert-challenge": .string(challenge),
                "signed-cert-challenge": .string(signature.base64EncodedString()),
            ]
        }
        let first = try await proof()
        #expect(try await logIn(fixture, first).status == 200)
        #expect(try await logIn(fixture, first).status == 401)
        let late = try await proof()
        fixture.clock.advance(by: 61)
        #expect(try await logIn(fixture, late).status == 401)
    }

    @Test func aMadeUpChallengeIsRefused() async throws {
        let authority = try Authority()
        let fixture = try await fixture(authority)
        let key = P256.Signing.PrivateKey()
        let signature = try key.signature(for: Data("mine".utf8)).derRepresentation.base64EncodedString()
        let reply = try await logIn(
            fixture,
            [
                "cert-data": encoded(try pem(authority.sign(.init(key.publicKey)))), "cert-challenge": "mine",
                "signed-cert-challenge": .string(signature),
            ])
        #expect(reply.status == 401)
    }
}
