package import SyncModel

/// The answer to a login.
package struct AuthAnswer: WireAnswer {
    /// Nil where a further step is wanted, such as a browser.
    package private(set) var token: Secret?

    /// Who is logged in, which a universal-identity token alone does not tell.
    package private(set) var accessID: String?

    /// When the session ends, in unix seconds, as the service counts time.
    package private(set) var expirySeconds: Int64?

    /// When the session ends, in a form that the service does not document.
    package private(set) var expiration: String?

    package init(reading reader: inout JSONReader) throws(JSONReadingError) {
        try reader.object { (name, reader: inout JSONReader) throws(JSONReadingError) in
            switch name {
            case "token": if let text = try reader.text(), !text.isEmpty { token = Secret(text) }
            case "expiration": expiration = try reader.text()
            case "creds": try readCredentials(&reader)
            default: try reader.skip()
            }
        }
    }

    private mutating func readCredentials(_ reader: inout JSONReader) throws(JSONReadingError) {
        guard try reader.kind() == .object else { return try reader.skip() }
        try reader.object { (name, reader: inout JSONReader) throws(JSONReadingError) in
            switch name {
            case "expiry": expirySeconds = try reader.integer()
            case "access_id": accessID = try reader.text().flatMap { $0.isEmpty ? nil : $0 }
            default: try reader.skip()
            }
        }
    }
}

/// What the service says about a token.
package struct TokenValidity: WireAnswer {
    package private(set) var isValid = false
    package private(set) var expiration: String?
    package private(set) var secondsLeft: Int64?
    package private(set) var reason: String?

    package init(reading reader: inout JSONReader) throws(JSONReadingError) {
        try reader.object { (name, reader: inout JSONReader) throws(JSONReadingError) in
            switch name {
            case "is_valid": isValid = try reader.flag() ?? false
            case "expiration": expiration = try reader.text()
            case "ttl": secondsLeft = try reader.integer()
            case "reason": reason = try reader.text()
            default: try reader.skip()
            }
        }
    }
}

/// A challenge to sign with the private key of a certificate, instead of sending the key.
package struct CertificateChallenge: WireAnswer {
    package private(set) var challenge: String?

    package init(reading reader: inout JSONReader) throws(JSONReadingError) {
        try reader.object { (name, reader: inout JSONReader) throws(JSONReadingError) in
            if name == "challenge" { challenge = try reader.text() } else { try reader.skip() }
        }
    }
}
