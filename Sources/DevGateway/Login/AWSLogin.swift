import Crypto
package import SyncModel

/// Login by a signed request to the AWS token service, which the gateway checks instead of sending.
package struct AWSLogin: LoginMethod {
    private let accessKeyID: String
    private let secretAccessKey: Secret
    private let sessionToken: Secret?

    /// Accepts requests signed with these credentials; a session token must then be in the signed headers.
    package init(accessKeyID: String, secretAccessKey: Secret, sessionToken: Secret? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }

    package var accessTypes: Set<String> { ["aws_iam"] }

    package func verify(_ attempt: LoginAttempt) async throws(LoginFailure) -> [String: [String]] {
        guard let cloudID = try? attempt.arguments.text("cloud-id"), let request = SignedSTSRequest(cloudID: cloudID)
        else { throw LoginFailure("the cloud id cannot be read") }
        guard request.asksForCallerIdentity else { throw LoginFailure("the request asks for something else") }
        guard request.accessKeyID == accessKeyID else { throw LoginFailure("another access key id") }
        guard request.isRecent(at: attempt.now) else { throw LoginFailure("the request is too old") }
        if let sessionToken {
            let sent = request.signedHeader("x-amz-security-token") ?? ""
            guard areEqual(sent.utf8, sessionToken.reveal().utf8) else { throw LoginFailure("another session token") }
        }
        guard areEqual(request.signature(with: secretAccessKey).utf8, request.signature.utf8) else {
            throw LoginFailure("the signature is wrong")
        }
        return ["access_key_id": [accessKeyID]]
    }
}

/// The request inside an AWS cloud id, with its Signature Version 4 taken apart.
struct SignedSTSRequest {
    /// How far the date of a request may be off; AWS allows fifteen minutes.
    private static let tolerance = 15 * 60

    let accessKeyID: String
    let signature: String
    private let method: String
    private let host: String
    private let path: String
    private let query: String
    private let body: [UInt8]
    private let headers: [String: String]
    private let signedNames: [String]
    private let scope: Substring
    private let date: String

    init?(cloudID: String) {
        guard let frame = Base64.decode(cloudID), let json = try? JSON.parse(frame),
            let method = json["sts_request_method"]?.text,
            let url = json["sts_request_url"]?.text.flatMap(Base64.decodeText),
            let body = json["sts_request_body"]?.text.flatMap(Base64.decode),
            let headerBytes = json["sts_request_headers"]?.text.flatMap(Base64.decode),
            let headerMembers = (try? JSON.parse(headerBytes))?.members
        else { return nil }
        self.method = method
        self.body = body
        headers = Self.headers(headerMembers)
        guard url.hasPrefix("https://") else { return nil }
        let address = url.dropFirst("https://".count).split(separator: "/", maxSplits: 1).map(String.init)
        host = address.first ?? ""
        let target = (address.dropFirst().first ?? "").split(
            separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = "/" + (target.first ?? "")
        query = target.dropFirst().first.map(String.init) ?? ""
        guard let parts = Self.parts(ofAuthorization: headers["authorization"] ?? ""),
            let credential = parts["Credential"], let names = parts["SignedHeaders"],
            let signature = parts["Signature"], let slash = credential.firstIndex(of: "/"),
            let date = headers["x-amz-date"]
        else { return nil }
        accessKeyID = String(credential[..<slash])
        scope = credential[credential.index(after: slash)...]
        signedNames = names.split(separator: ";").map(String.init)
        self.signature = String(signature)
        self.date = date
    }

    /// Whether it is the one request a cloud id stands for, addressed to AWS and no one else.
    var asksForCallerIdentity: Bool {
        let isAWS = host.hasPrefix("sts.") && (host.hasSuffix(".amazonaws.com") || host.hasSuffix(".amazonaws.com.cn"))
        let fields = Set(String(decoding: body, as: UTF8.self).split(separator: "&"))
        let parts = scope.split(separator: "/")
        return method == "POST" && isAWS && fields == ["Action=GetCallerIdentity", "Version=2011-06-15"]
            && signedNames.contains("host") && parts.count == 4 && parts[2] == "sts" && parts[3] == "aws4_request"
            && date.hasPrefix(parts[0])
    }

    func isRecent(at now: Int) -> Bool {
        let digits = Array(date)
        guard digits.count == 16 else { return false }
        func text(_ range: Range<Int>) -> String { String(digits[range]) }
        let spelled = "\(text(0..<4))-\(text(4..<6))-\(text(6..<8))T\(text(9..<11)):\(text(11..<13)):\(text(13..<15))Z"
        guard let time = CivilTime.unixSeconds(rfc3339: spelled) else { return false }
        return abs(time - now) <= Self.tolerance
    }

    func signedHeader(_ name: String) -> String? {
        signedNames.contains(name) ? headers[name] : nil
    }

    /// The signature these credentials give the request.
    func signature(with secret: Secret) -> String {
        let lines = signedNames.map { "\($0):\(headerValue($0))\n" }.joined()
        let canonical = [
            method, path, query, lines, signedNames.joined(separator: ";"), hexadecimal(SHA256.hash(data: body)),
        ].joined(separator: "\n")
        let text = "AWS4-HMAC-SHA256\n\(date)\n\(scope)\n" + hexadecimal(SHA256.hash(data: Array(canonical.utf8)))
        var key = Array("AWS4\(secret.reveal())".utf8)
        for part in scope.split(separator: "/") { key = Self.code(Array(part.utf8), key) }
        return hexadecimal(Self.code(Array(text.utf8), key))
    }

    /// A header as signed: clients leave out those the HTTP library adds by itself.
    private func headerValue(_ name: String) -> String {
        if let value = headers[name] { return value.split(separator: " ").joined(separator: " ") }
        switch name {
        case "host": return host
        case "content-length": return String(body.count)
        default: return ""
        }
    }

    private static func code(_ message: [UInt8], _ key: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
    }

    private static func headers(_ members: [JSON.Member]) -> [String: String] {
        var headers: [String: String] = [:]
        for member in members {
            headers[member.name.lowercased()] = SubClaims.texts(member.value).joined(separator: ",")
        }
        return headers
    }

    private static func parts(ofAuthorization text: String) -> [Substring: Substring]? {
        let words = text.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0] == "AWS4-HMAC-SHA256" else { return nil }
        var parts: [Substring: Substring] = [:]
        for part in words[1].split(separator: ",") {
            let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { parts[pair[0]] = pair[1] }
        }
        return parts
    }
}
