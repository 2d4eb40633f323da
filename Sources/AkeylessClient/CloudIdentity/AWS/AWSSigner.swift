import Crypto
import SyncModel

/// Signs requests by version 4 of Amazon's scheme.
///
/// Pure: the same request, key and time give the same signature.
package struct AWSSigner: Sendable {
    package let credentials: AWSCredentials
    package let region: String
    package let service: String

    package init(credentials: AWSCredentials, region: String, service: String) {
        self.credentials = credentials
        self.region = region
        self.service = service
    }

    /// The headers to send: those given, the date, the session token and the signature over all of them and the host.
    ///
    /// - Parameters:
    ///   - unsent: Headers that are signed but not returned, such as the length, which the network layer adds itself.
    ///   - time: Unix seconds.
    package func sign(
        method: String, url: WebAddress, headers: [HTTPHeader], unsent: [HTTPHeader] = [], body: [UInt8], time: Int64
    ) -> [HTTPHeader] {
        let date = CalendarTime(unixSeconds: time).basicFormat
        var sent = headers + [HTTPHeader("X-Amz-Date", date)]
        if let token = credentials.sessionToken { sent.append(HTTPHeader("X-Amz-Security-Token", token.reveal())) }
        let signed = (sent + unsent + [HTTPHeader("host", url.authority)])
            .map { (name: $0.name.lowercased(), value: Self.collapsed($0.value)) }
            .sorted { $0.name < $1.name }
        let names = signed.map(\.name).joined(separator: ";")
        let request = [
            method, Self.canonicalPath(url.path), Self.canonicalQuery(url.query ?? ""),
            signed.map { "\($0.name):\($0.value)\n" }.joined(), names, hexadecimal(SHA256.hash(data: body)),
        ].joined(separator: "\n")
        let scope = "\(date.prefix(8))/\(region)/\(service)/aws4_request"
        let digest = hexadecimal(SHA256.hash(data: Array(request.utf8)))
        let signature = signature(of: "AWS4-HMAC-SHA256\n\(date)\n\(scope)\n\(digest)", day: String(date.prefix(8)))
        let authorization =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope), SignedHeaders=\(names), "
            + "Signature=\(signature)"
        return sent + [HTTPHeader("Authorization", authorization)]
    }

    private func signature(of text: String, day: String) -> String {
        var key = SymmetricKey(data: Array("AWS4\(credentials.secretAccessKey.reveal())".utf8))
        for part in [day, region, service, "aws4_request"] { key = SymmetricKey(data: Self.code(part, key)) }
        return hexadecimal(Self.code(text, key))
    }

    private static func code(_ text: String, _ key: SymmetricKey) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
    }

    private static func collapsed(_ value: String) -> String {
        value.split(separator: " ").joined(separator: " ")
    }

    /// Everything but the storage service escapes each part of a path twice, of which once is in the address already.
    private static func canonicalPath(_ path: String) -> String {
        path.isEmpty
            ? "/"
            : path.split(separator: "/", omittingEmptySubsequences: false)
                .map { String($0).percentEscaped }.joined(separator: "/")
    }

    private static func canonicalQuery(_ query: String) -> String {
        query.split(separator: "&").map { field in
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return parts.map { String($0).removingPercentEscapes.percentEscaped }
        }
        .map { (name: $0[0], value: $0.count > 1 ? $0[1] : "") }
        .sorted { ($0.name, $0.value) < ($1.name, $1.value) }
        .map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }
}
