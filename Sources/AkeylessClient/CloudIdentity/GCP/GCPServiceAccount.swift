import AkeylessWire
import SyncModel

/// A key file of a Google service account, which trades a token that it signs itself for one that Google signs.
struct GCPServiceAccount: Sendable {
    let context: CloudContext
    private let email: String
    private let keyID: String?
    private let privateKey: PrivateKey
    private let tokenURL: String

    init(context: CloudContext, members: [String: Secret]) throws(StepFailure) {
        self.context = context
        guard let email = members["client_email"], let pem = members["private_key"] else {
            throw .failed("the key file lacks client_email or private_key")
        }
        guard let key = PrivateKey(pem: pem), key.isRSA else {
            throw .failed("the private key of the key file is not usable")
        }
        self.email = email.reveal()
        privateKey = key
        keyID = members["private_key_id"]?.reveal()
        tokenURL = members["token_uri"]?.reveal() ?? "https://oauth2.googleapis.com/token"
        guard let address = try? WebAddress(tokenURL), address.scheme == "https" || address.isLoopback else {
            throw .failed("the token_uri of the key file is not an https address")
        }
    }

    func idToken(for audience: String) async throws(StepFailure) -> Secret {
        let body = CloudContext.form([
            "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": try assertion(audience).reveal(),
        ])
        let response = try await context.fetch(
            TransportRequest(url: tokenURL, headers: [CloudContext.formHeader], body: body, timeout: .seconds(10)))
        let members = CloudContext.members(response.body)
        guard response.status == 200 else {
            let code = members["error"].map { ", " + escapedForTerminal(String($0.reveal().prefix(60))) } ?? ""
            throw .failed("Google answered with status \(response.status)\(code)")
        }
        guard let token = members["id_token"], !token.isEmpty else { throw .failed("Google gave no ID token") }
        return token
    }

    /// The token that the account signs: who asks, for which audience, and until when.
    func assertion(_ audience: String) throws(StepFailure) -> Secret {
        let now = context.time.now()
        let header = Self.json(
            [("alg", .text("RS256")), ("typ", .text("JWT"))] + (keyID.map { [("kid", .text($0))] } ?? []))
        let claims = Self.json([
            ("iss", .text(email)), ("sub", .text(email)), ("aud", .text(tokenURL)),
            ("target_audience", .text(audience)),
            ("iat", .number(now)), ("exp", .number(now + 3600)),
        ])
        let text = Base64.encodeForURL(header) + "." + Base64.encodeForURL(claims)
        guard let signature = privateKey.signature(for: Array(text.utf8)) else {
            throw .failed("the private key of the key file cannot sign")
        }
        return Secret(text + "." + Base64.encodeForURL(signature))
    }

    private static func json(_ members: [(String, WireValue)]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for (name, value) in members {
            writer.key(name)
            switch value {
            case .text(let text): writer.string(text)
            case .number(let number): writer.number(number)
            default: writer.null()
            }
        }
        writer.endObject()
        return writer.bytes
    }
}
