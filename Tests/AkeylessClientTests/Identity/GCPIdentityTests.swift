import AkeylessClient
import AkeylessWire
import CryptoExtras
import Foundation
import SyncModel
import Testing

@Suite struct GCPIdentityTests {
    private static let method = AuthMethod.gcp(accessID: "p-gcp", audience: "akeyless.io")

    private static func members(_ part: Substring) throws -> [String: String] {
        var text = part.replacing("-", with: "+").replacing("_", with: "/")
        while text.count % 4 != 0 { text += "=" }
        let object = try JSONSerialization.jsonObject(with: try #require(Data(base64Encoded: String(text))))
        return try #require(object as? [String: Any]).mapValues { "\($0)" }
    }

    @Test func aServiceAccountSignsForItself() async throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let file = [
            "type": "service_account", "client_email": "me@project", "private_key_id": "k1",
            "private_key": key.pkcs8PEMRepresentation, "token_uri": "https://oauth.example/token",
        ]
        var machine = Machine()
        machine.environment["GOOGLE_APPLICATION_CREDENTIALS"] = "/key.json"
        machine.files["/key.json"] = String(decoding: try JSONEncoder().encode(file), as: UTF8.self)
        let publicKey = key.publicKey
        let request = try await machine.login(Self.method) { request in
            #expect(request.url == "https://oauth.example/token")
            let parts = (request.form["assertion"] ?? "").split(separator: ".")
            #expect(request.form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer")
            let claims = try? Self.members(parts[1])
            #expect(claims?["target_audience"] == "akeyless.io")
            #expect(claims?["iss"] == "me@project")
            #expect(claims?["exp"] == "\(loginTime + 3600)")
            #expect((try? Self.members(parts[0]))?["kid"] == "k1")
            var signature = parts[2].replacing("-", with: "+").replacing("_", with: "/")
            while signature.count % 4 != 0 { signature += "=" }
            let isGood = publicKey.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: Data(base64Encoded: String(signature)) ?? Data()),
                for: Data("\(parts[0]).\(parts[1])".utf8), padding: .insecurePKCS1v1_5)
            #expect(isGood)
            return .json(#"{"id_token":"a.b.c"}"#)
        }
        #expect(request[.accessType] == "gcp")
        #expect(request[.gcpAudience] == "akeyless.io")
        #expect(request.decoded(.cloudID) == "a.b.c")
    }

    @Test func theMetadataServerGivesAToken() async throws {
        var machine = Machine()
        machine.environment["GCE_METADATA_HOST"] = "127.0.0.1:8081"
        let request = try await machine.login(.gcp(accessID: "p-gcp", audience: "my aud")) { request in
            #expect(
                request.url == "http://127.0.0.1:8081/computeMetadata/v1/instance/service-accounts/default/identity"
                    + "?audience=my%20aud&format=full")
            #expect(request.header("Metadata-Flavor") == "Google")
            return TransportResponse(status: 200, body: Array("a.b.c".utf8))
        }
        #expect(request.decoded(.cloudID) == "a.b.c")
    }

    @Test func aPersonsCredentialsAreNotEnough() async throws {
        var machine = Machine()
        machine.files["/home/me/.config/gcloud/application_default_credentials.json"] = #"{"type":"authorized_user"}"#
        let test = try machine.client(Self.method) { _ in TransportResponse(status: 403) }
        #expect(
            await akeylessError { try await test.client.login() }?.detail
                == "no Google ID token: GOOGLE_APPLICATION_CREDENTIALS: it is not set; gcloud's default credentials: "
                + "credentials of a person cannot give a token for an audience; use those of a service account; "
                + "metadata server: it answered with status 403")
    }

    @Test(arguments: [
        (#"{"type":"external_account"}"#, "external_account are not supported"), ("{}", "holds no Google credentials"),
        (#"{"type":"service_account"}"#, "lacks client_email"),
        (
            #"{"type":"service_account","client_email":"a","private_key":"x"}"#,
            "private key of the key file is not usable"
        ),
    ])
    func aBadKeyFileEndsTheSearch(text: String, reason: String) async throws {
        var machine = Machine()
        machine.environment["GOOGLE_APPLICATION_CREDENTIALS"] = "/key.json"
        machine.files["/key.json"] = text
        let test = try machine.client(Self.method)
        let error = await akeylessError { try await test.client.login() }
        #expect(error?.detail?.contains(reason) == true)
        #expect(test.transport.requests.isEmpty)
    }
}
