import Crypto
import CryptoExtras
import Foundation
import SyncModel
import Testing

@testable import DevGateway

@Suite struct TokenLoginTests {
    /// Makes signed tokens with one key of each kind.
    struct Issuer {
        let rsa: _RSA.Signing.PrivateKey
        let ecdsa = P256.Signing.PrivateKey()
        let shared = Secret("a shared secret of some length")

        init() throws { rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048) }

        var keys: [TokenKey] {
            get throws {
                [
                    try .rs256(pem: rsa.publicKey.pemRepresentation),
                    try .es256(pem: ecdsa.publicKey.pemRepresentation), .hs256(shared),
                ]
            }
        }

        func token(_ algorithm: String, _ claims: JSON) throws -> String {
            let header: JSON = ["alg": .string(algorithm), "typ": "JWT"]
            let signed = Self.encode(Data(header.encoded())) + "." + Self.encode(Data(claims.encoded()))
            let message = Data(signed.utf8)
            let signature: Data
            switch algorithm {
            case "RS256":
                signature = try rsa.signature(
                    for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5
                ).rawRepresentation
            case "ES256": signature = try ecdsa.signature(for: message).rawRepresentation
            case "HS256":
                let key = SymmetricKey(data: Data(shared.reveal().utf8))
                signature = Data(HMAC<SHA256>.authenticationCode(for: message, using: key))
            default: signature = Data()
            }
            return signed + "." + Self.encode(signature)
        }

        private static func encode(_ data: Data) -> String {
            data.base64EncodedString().replacingOccurrences(of: "+", with: "-")
                .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
        }
    }

    private static let claims: [JSON.Member] = [
        .init("sub", "repo:acme/airflow"), .init("aud", ["lockstep", "other"]), .init("iss", "https://ci.example"),
        .init("exp", .integer(GatewayFixture.start + 60)), .init("nbf", .integer(GatewayFixture.start)),
        .init("kubernetes.io", ["namespace": "airflow"]),
    ]

    private static func claims(_ changes: JSON.Member...) -> JSON {
        .object(claims.filter { claim in !changes.contains { $0.name == claim.name } } + changes)
    }

    private func logIn(_ login: TokenLogin, _ body: JSON) async throws -> Reply {
        let fixture = try await GatewayFixture { $0.identities?[0].logins = [login] }
        let members = [JSON.Member("access-id", "p-owner")] + (body.members ?? [])
        return try await fixture.raw("POST", "/auth", .object(members))
    }

    private func login(_ kind: TokenLogin.Kind, _ issuer: Issuer) throws -> TokenLogin {
        var login = TokenLogin(kind)
        login.keys = try issuer.keys
        return login
    }

    @Test(arguments: ["RS256", "ES256", "HS256"])
    func aTokenSignedByAConfiguredKeyLogsIn(algorithm: String) async throws {
        let issuer = try Issuer()
        var login = try login(.jwt, issuer)
        login.audience = "lockstep"
        login.issuer = "https://ci.example"
        login.boundClaims = ["sub": ["repo:acme/airflow", "x"], "kubernetes.io/namespace": ["airflow"]]
        let token = JSON.string(try issuer.token(algorithm, Self.claims()))
        let reply = try await logIn(login, ["access-type": "jwt", "jwt": token])
        #expect(reply.status == 200)
        #expect(reply["creds"]?["sub_claims"]?["sub"] == ["repo:acme/airflow"])
        #expect(try await logIn(login, ["access-type": "oidc", "jwt": token]).status == 200)
        #expect(try await logIn(login, ["access-type": "k8s", "jwt": token]).status == 401)
    }

    @Test(arguments: [
        JSON.Member("exp", .integer(GatewayFixture.start)), JSON.Member("exp", "soon"),
        JSON.Member("nbf", .integer(GatewayFixture.start + 1)), JSON.Member("aud", "other"),
        JSON.Member("iss", "https://evil.example"), JSON.Member("sub", "repo:acme/other"),
    ])
    func aTokenWithAnotherClaimIsRefused(claim: JSON.Member) async throws {
        let issuer = try Issuer()
        var login = try login(.jwt, issuer)
        login.audience = "lockstep"
        login.issuer = "https://ci.example"
        login.boundClaims = ["sub": ["repo:acme/airflow"]]
        let token = JSON.string(try issuer.token("ES256", Self.claims(claim)))
        #expect(try await logIn(login, ["access-type": "jwt", "jwt": token]).status == 401)
    }

    @Test func aForeignUnsignedOrAlteredTokenIsRefused() async throws {
        let issuer = try Issuer()
        let login = try login(.jwt, issuer)
        let good = try issuer.token("ES256", Self.claims())
        let parts = good.split(separator: ".")
        let other = try issuer.token("ES256", Self.claims(.init("sub", "root"))).split(separator: ".")
        let bad = [
            try Issuer().token("ES256", Self.claims()), try issuer.token("none", Self.claims()),
            [parts[0], other[1], parts[2]].joined(separator: "."), good + "x", "a.b", "", good.uppercased(),
        ]
        for token in bad {
            #expect(try await logIn(login, ["access-type": "jwt", "jwt": .string(token)]).status == 401)
        }
    }

    @Test func aPublicKeyIsNotASharedSecret() async throws {
        // The classic confusion: a token signed with HMAC under the text of the public key.
        let issuer = try Issuer()
        var login = TokenLogin(.jwt)
        login.keys = [try .rs256(pem: issuer.rsa.publicKey.pemRepresentation)]
        let token = JSON.string(try issuer.token("HS256", Self.claims()))
        #expect(try await logIn(login, ["access-type": "jwt", "jwt": token]).status == 401)
    }

    @Test(arguments: [true, false])
    func aServiceAccountTokenMayBeEncodedOrRaw(isEncoded: Bool) async throws {
        let issuer = try Issuer()
        var login = try login(.kubernetes, issuer)
        login.configurationName = "cluster"
        let token = try issuer.token("RS256", Self.claims()) + (isEncoded ? "\n" : "")
        let sent = isEncoded ? Data(token.utf8).base64EncodedString() : token
        let body: JSON = [
            "access-type": "k8s", "k8s-service-account-token": .string(sent), "k8s-auth-config-name": "cluster",
            "gateway-url": "https://gw.example:8000",
        ]
        #expect(try await logIn(login, body).status == 200)
        login.configurationName = "elsewhere"
        #expect(try await logIn(login, body).status == 401)
    }

    @Test(arguments: [
        (TokenLogin.Kind.kubernetes, "k8s-service-account-token"), (.gcp, "cloud-id"), (.azureAD, "cloud-id"),
    ])
    func aConfiguredTokenLogsInAsItIs(kind: TokenLogin.Kind, member: String) async throws {
        var login = TokenLogin(kind)
        login.tokens = [Secret("opaque-token")]
        func body(_ token: String) -> JSON {
            let encoded = JSON.string(Data(token.utf8).base64EncodedString())
            return .object([.init("access-type", .string(kind.rawValue)), .init(member, encoded)])
        }
        #expect(try await logIn(login, body("opaque-token")).status == 200)
        #expect(try await logIn(login, body("another")).status == 401)
    }

    @Test(arguments: [
        (TokenLogin.Kind.gcp, "akeyless.io"), (.azureAD, "https://management.azure.com/"),
        (.azureAD, "https://management.azure.com"),
    ])
    func cloudTokensNeedTheirAudience(kind: TokenLogin.Kind, audience: String) async throws {
        let issuer = try Issuer()
        let login = try login(kind, issuer)
        for (claim, status) in [(audience, 200), ("None", 401)] {
            let token = try issuer.token("RS256", Self.claims(.init("aud", .string(claim))))
            let cloudID = JSON.string(Data(token.utf8).base64EncodedString())
            let body: JSON = ["access-type": .string(kind.rawValue), "cloud-id": cloudID]
            #expect(try await logIn(login, body).status == status)
        }
    }
}
