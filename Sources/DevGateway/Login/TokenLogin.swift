package import SyncModel

/// Login by a token somebody else issued: `jwt`, `oidc`, `k8s`, `gcp` and `azure_ad` differ in where it stands.
///
/// A token is accepted when it equals a configured one, or when a configured key signed it, it is in force, and issuer,
/// audience and bound claims agree.
package struct TokenLogin: LoginMethod {
    /// Where a kind of login carries its token.
    package enum Kind: String, Sendable {
        case jwt
        case kubernetes = "k8s"
        case gcp
        case azureAD = "azure_ad"

        fileprivate var accessTypes: Set<String> { self == .jwt ? ["jwt", "oidc"] : [rawValue] }

        fileprivate var member: String {
            switch self {
            case .jwt: "jwt"
            case .kubernetes: "k8s-service-account-token"
            case .gcp, .azureAD: "cloud-id"
            }
        }
    }

    package let kind: Kind
    /// Tokens accepted as they are.
    package var tokens: [Secret] = []
    /// Keys that sign accepted tokens.
    package var keys: [TokenKey] = []
    package var issuer: String?
    package var audience: String?
    /// Claims a token must have, each with the values that count.
    package var boundClaims: [String: Set<String>] = [:]
    /// The `k8s-auth-config-name` a login must name; any when nil.
    package var configurationName: String?

    package init(_ kind: Kind) {
        self.kind = kind
        if kind == .gcp { audience = "akeyless.io" }
        if kind == .azureAD { audience = "https://management.azure.com/" }
    }

    package var accessTypes: Set<String> { kind.accessTypes }

    package func verify(_ attempt: LoginAttempt) async throws(LoginFailure) -> [String: [String]] {
        let token = try token(in: attempt.arguments)
        if tokens.contains(where: { areEqual($0.reveal().utf8, token.utf8) }) { return [:] }
        guard let signed = SignedToken(token) else { throw LoginFailure("the token cannot be read") }
        guard keys.contains(where: { $0.verifies(signed) }) else { throw LoginFailure("no key signed the token") }
        try check(signed.claims, now: attempt.now)
        return SubClaims.of(signed.claims)
    }

    private func token(in arguments: Arguments) throws(LoginFailure) -> String {
        let text: String?
        do {
            text = try arguments.text(kind.member)
            if kind == .kubernetes, let configurationName,
                try arguments.text("k8s-auth-config-name") != configurationName
            {
                throw LoginFailure("another k8s-auth-config-name")
            }
        } catch let failure as LoginFailure {
            throw failure
        } catch {
            throw LoginFailure("a member has the wrong type")
        }
        guard let text, !text.isEmpty else { throw LoginFailure("no token") }
        switch kind {
        case .jwt: return text
        case .kubernetes:
            // Clients encode the token; a raw one shows by its dots, which base64 does not have.
            if text.contains(".") || tokens.contains(where: { $0.reveal() == text }) { return text }
            return (Base64.decodeText(text) ?? text).trimmed
        case .gcp, .azureAD:
            guard let decoded = Base64.decodeText(text) else { throw LoginFailure("the cloud id is not base64") }
            return decoded.trimmed
        }
    }

    private func check(_ claims: JSON, now: Int) throws(LoginFailure) {
        guard let end = claims["exp"]?.seconds, end > now else { throw LoginFailure("the token is expired") }
        if let start = claims["nbf"]?.seconds, start > now { throw LoginFailure("the token is not valid yet") }
        if let issuer, claims["iss"]?.text != issuer { throw LoginFailure("another issuer") }
        if let audience, !SubClaims.texts(claims["aud"]).contains(where: { isSame($0, audience) }) {
            throw LoginFailure("another audience")
        }
        for (name, values) in boundClaims where values.isDisjoint(with: SubClaims.texts(SubClaims.find(name, claims))) {
            throw LoginFailure("the claim \(name) has another value")
        }
    }

    /// Azure issues a token for the resource as it was asked for, and its own libraries leave the last slash out.
    private func isSame(_ left: String, _ right: String) -> Bool {
        if kind != .azureAD { return left == right }
        func withoutSlash(_ text: String) -> Substring { text.hasSuffix("/") ? text.dropLast() : text[...] }
        return withoutSlash(left) == withoutSlash(right)
    }
}

extension JSON {
    /// The value of a number of seconds, which tokens may give with a fraction.
    fileprivate var seconds: Int? {
        guard case .number(let text) = self, let value = Double(text), abs(value) < 1e15 else { return nil }
        return Int(value.rounded(.down))
    }
}

extension String {
    /// The text without white space at its ends.
    fileprivate var trimmed: String {
        let head = drop { $0.isWhitespace }
        return String(head.reversed().drop { $0.isWhitespace }.reversed())
    }
}

/// The claims of a token as the service passes them on: names with lists of texts.
enum SubClaims {
    static func of(_ claims: JSON) -> [String: [String]] {
        var all: [String: [String]] = [:]
        for member in claims.members ?? [] where !texts(member.value).isEmpty { all[member.name] = texts(member.value) }
        return all
    }

    static func texts(_ value: JSON?) -> [String] {
        switch value {
        case .string(let text): [text]
        case .number(let text): [text]
        case .bool(let flag): [String(flag)]
        case .array(let elements): elements.flatMap { texts($0) }
        default: []
        }
    }

    /// The claim of that name; a name with slashes goes into objects, as `kubernetes.io/namespace` of a pod's token.
    static func find(_ name: String, _ claims: JSON) -> JSON? {
        if let found = claims[name] { return found }
        for member in claims.members ?? [] where name.hasPrefix(member.name + "/") {
            return find(String(name.dropFirst(member.name.count + 1)), member.value)
        }
        return nil
    }
}
